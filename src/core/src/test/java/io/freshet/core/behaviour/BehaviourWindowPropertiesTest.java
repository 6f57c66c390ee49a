package io.freshet.core.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * What holds of every window.
 *
 * <p>Entries are a function of the set of interactions alone, not of their order or number, as long
 * as an event id always comes with the same content; also interactions that were evicted and come
 * again change nothing. Of two different interactions with one event id the first to come stays, so
 * there the order matters. The revision counts what was accepted, and how much that is depends on
 * the order: it is the same for the same sequence only, however often the window was packed.
 */
class BehaviourWindowPropertiesTest {

    /** An interaction on its way to a window, and the bounds that hold when it comes. */
    record Offer(Interaction interaction, WindowBounds bounds) {}

    @Provide
    Arbitrary<WindowBounds> bounds() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.integers().between(1, 12)),
                                Tuple.of(1, Arbitraries.integers().between(1, 500))),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.longs().between(1, 600)),
                                Tuple.of(1, Arbitraries.longs().greaterOrEqual(1))))
                .as(WindowBounds::new);
    }

    /** Interactions in an order of arrival, many more than once, each event with one content. */
    @Provide
    Arbitrary<List<Interaction>> arrivals() {
        Arbitrary<Long> timestamps =
                Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.longs().between(0, 1_000)),
                        Tuple.of(1, Arbitraries.longs()));
        Arbitrary<List<Interaction>> events =
                timestamps
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(40)
                        .map(BehaviourWindowPropertiesTest::events);
        return events.flatMap(each -> Arbitraries.of(each).list().ofMaxSize(80));
    }

    /** The same interactions in two orders of arrival. */
    @Provide
    Arbitrary<Tuple2<List<Interaction>, List<Interaction>>> orders() {
        return arrivals()
                .flatMap(each -> Arbitraries.shuffle(each).map(other -> Tuple.of(each, other)));
    }

    /** Times that a clock may show, so that revisions have room to grow. */
    @Provide
    Arbitrary<List<Offer>> offers() {
        Arbitrary<Interaction> interactions =
                Combinators.combine(
                                Arbitraries.integers().between(0, 30),
                                Arbitraries.longs().between(0, 1_000))
                        .as((id, timestamp) -> event(id, timestamp));
        return Combinators.combine(interactions, bounds()).as(Offer::new).list().ofMaxSize(60);
    }

    private static List<Interaction> events(List<Long> timestamps) {
        List<Interaction> events = new ArrayList<>();
        for (long timestamp : timestamps) {
            events.add(event(events.size(), timestamp));
        }
        return events;
    }

    private static Interaction event(int id, long timestamp) {
        return Interaction.of("e" + id, "user", "i" + id % 7, "view", timestamp);
    }

    @Property
    void holdsWhatTheNaiveWindowHolds(
            @ForAll("arrivals") List<Interaction> arrivals, @ForAll("bounds") WindowBounds bounds) {
        assertThat(BehaviourWindow.of(arrivals, bounds).entries())
                .isEqualTo(NaiveWindow.of(arrivals, bounds));
    }

    @Property
    void holdsTheSameInEveryOrderOfArrival(
            @ForAll("orders") Tuple2<List<Interaction>, List<Interaction>> orders,
            @ForAll("bounds") WindowBounds bounds) {
        assertThat(BehaviourWindow.of(orders.get1(), bounds).entries())
                .isEqualTo(BehaviourWindow.of(orders.get2(), bounds).entries());
    }

    @Property
    void isNotChangedByWhatComesAgain(
            @ForAll("arrivals") List<Interaction> arrivals, @ForAll("bounds") WindowBounds bounds) {
        BehaviourWindow window = BehaviourWindow.of(arrivals, bounds);
        List<BehaviourEntry> entries = List.copyOf(window.entries());
        long revision = window.revision();

        for (Interaction again : arrivals) {
            assertThat(window.insert(again, bounds))
                    .isEqualTo(
                            entries.contains(BehaviourEntry.of(again))
                                    ? Insertion.DUPLICATE
                                    : Insertion.TOO_OLD);
        }

        assertThat(window.entries()).isEqualTo(entries);
        assertThat(window.revision()).isEqualTo(revision);
    }

    @Property
    void keepsTheFirstOfTwoContentsOfAnEvent(
            @ForAll("arrivals") List<Interaction> arrivals,
            @ForAll("bounds") WindowBounds bounds,
            @ForAll long timestamp) {
        BehaviourWindow window = BehaviourWindow.of(arrivals, bounds);
        List<BehaviourEntry> entries = List.copyOf(window.entries());

        for (Interaction known : arrivals) {
            if (entries.contains(BehaviourEntry.of(known))) {
                Interaction other =
                        Interaction.of(known.eventId(), "user", "another", "click", timestamp);
                assertThat(window.insert(other, bounds)).isEqualTo(Insertion.DUPLICATE);
            }
        }

        assertThat(window.entries()).isEqualTo(entries);
    }

    @Property
    void keepsItsBoundsAndItsOrderAfterEveryAcceptedInteraction(
            @ForAll("offers") List<Offer> offers) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (Offer offer : offers) {
            if (window.insert(offer.interaction(), offer.bounds()) == Insertion.ACCEPTED) {
                assertBounded(window, offer.bounds());
            }
        }
    }

    private static void assertBounded(BehaviourWindow window, WindowBounds bounds) {
        List<BehaviourEntry> entries = window.entries();
        Set<Long> events = new HashSet<>();
        entries.forEach(entry -> events.add(entry.eventHash()));

        assertThat(entries).hasSizeBetween(1, bounds.maxLength());
        assertThat(entries).isSortedAccordingTo(BehaviourEntry.EVENT_TIME_ORDER);
        assertThat(events).hasSameSizeAs(entries);
        assertThat(window.newestTimestamp() - entries.get(0).timestamp())
                .isLessThan(bounds.maxAgeMillis());
    }

    /** Also where the bounds change between two interactions, as a restored job's may. */
    @Property
    void whatIsAcceptedStandsInTheWindowAndIsTheNextRevision(@ForAll("offers") List<Offer> offers) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (Offer offer : offers) {
            long before = window.revision();
            List<BehaviourEntry> entries = List.copyOf(window.entries());
            BehaviourEntry offered = BehaviourEntry.of(offer.interaction());

            if (window.insert(offer.interaction(), offer.bounds()) == Insertion.ACCEPTED) {
                assertThat(window.entries()).contains(offered);
                assertThat(window.revision())
                        .isEqualTo(before == 0 ? Math.max(1, offered.timestamp()) : before + 1);
            } else {
                assertThat(window.entries()).isEqualTo(entries);
                assertThat(window.revision()).isEqualTo(before);
            }
        }
    }

    @Property
    void goesOnAsIfItHadNeverBeenPacked(
            @ForAll("offers") List<Offer> offers, @ForAll Set<Integer> cuts) {
        BehaviourWindow whole = BehaviourWindow.empty();
        BehaviourWindow restored = BehaviourWindow.empty();
        for (int i = 0; i < offers.size(); i++) {
            if (cuts.contains(i) || i == offers.size() / 2) {
                restored = BehaviourWindowFormat.unpack(BehaviourWindowFormat.pack(restored));
            }
            Offer offer = offers.get(i);
            assertThat(restored.insert(offer.interaction(), offer.bounds()))
                    .isEqualTo(whole.insert(offer.interaction(), offer.bounds()));
            assertThat(restored.entries()).isEqualTo(whole.entries());
            assertThat(restored.revision()).isEqualTo(whole.revision());
        }
    }
}
