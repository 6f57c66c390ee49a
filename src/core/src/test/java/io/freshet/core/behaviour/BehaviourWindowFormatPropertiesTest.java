package io.freshet.core.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Interaction;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** What holds of the packed bytes of every window, whatever its ids, types and times are. */
class BehaviourWindowFormatPropertiesTest {

    private static final WindowBounds BOUNDS =
            new WindowBounds(WindowBounds.LONGEST, Long.MAX_VALUE);

    @Provide
    Arbitrary<List<Interaction>> interactions() {
        return Combinators.combine(
                        TestingText.unicode(0, 6),
                        TestingText.unicode(0, 20),
                        TestingText.unicode(0, 2),
                        Arbitraries.longs())
                .as((id, item, type, time) -> Interaction.of(id, "user", item, type, time))
                .list()
                .uniqueElements(Interaction::eventId)
                .ofMaxSize(60);
    }

    /** The same interactions in two orders of arrival. */
    @Provide
    Arbitrary<Tuple2<List<Interaction>, List<Interaction>>> orders() {
        return interactions()
                .flatMap(each -> Arbitraries.shuffle(each).map(other -> Tuple.of(each, other)));
    }

    /** A window whose revision is any that a window may have. */
    private static BehaviourWindow window(List<Interaction> interactions, long revision) {
        return BehaviourWindow.restored(
                interactions.isEmpty() ? 0 : Math.max(1, revision),
                BehaviourWindow.of(interactions, BOUNDS).entries());
    }

    @Property(tries = 300)
    void unpacksWhatWasPacked(
            @ForAll("interactions") List<Interaction> interactions, @ForAll long revision) {
        BehaviourWindow window = window(interactions, revision);

        BehaviourWindow unpacked = BehaviourWindowFormat.unpack(BehaviourWindowFormat.pack(window));

        assertThat(unpacked.entries()).isEqualTo(window.entries());
        assertThat(unpacked.revision()).isEqualTo(window.revision());
    }

    @Property(tries = 300)
    void equalWindowsHaveEqualBytes(
            @ForAll("orders") Tuple2<List<Interaction>, List<Interaction>> orders,
            @ForAll long revision) {
        byte[] packed = BehaviourWindowFormat.pack(window(orders.get1(), revision));

        assertThat(BehaviourWindowFormat.pack(window(orders.get2(), revision))).isEqualTo(packed);
        assertThat(BehaviourWindowFormat.pack(BehaviourWindowFormat.unpack(packed)))
                .isEqualTo(packed);
    }
}
