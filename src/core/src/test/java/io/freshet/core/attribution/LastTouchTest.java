package io.freshet.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LastTouchTest {

    private static final String USER = "ann";
    private static final List<SlateFacts.Slot> SLOTS =
            List.of(new SlateFacts.Slot("a", "catalogue"), new SlateFacts.Slot("b", "popular"));

    private static RememberedSlate slate(int revision, List<Integer> touches) {
        RememberedSlate slate =
                RememberedSlate.arrived(
                        new SlateFacts(
                                USER,
                                revision % 2 == 0 ? "home" : "mail",
                                revision,
                                revision,
                                0,
                                new ModelId("m", "1"),
                                List.of(),
                                SLOTS),
                        0);
        for (int touch : touches) {
            BitSet slots = new BitSet();
            slots.set(touch % 2);
            String exposure = touch % 3 == 0 ? "exposure-" + revision + "-" + touch : null;
            slate.touch(new Touch(touch / 4, exposure, slots), 0);
        }
        return slate;
    }

    private static boolean isOf(Verdict verdict, RememberedSlate slate) {
        return verdict instanceof Verdict.Earned earned && earned.slate() == slate;
    }

    /** Touches share moments, slots and surfaces, so that every rule about equals decides some. */
    @Property
    void aSlateEarnedWhatTheVerdictSaysItDid(
            @ForAll @Size(min = 1, max = 6)
                    List<@Size(max = 4) List<@IntRange(max = 31) Integer>> shown,
            @ForAll Evidence evidence,
            @ForAll @IntRange(max = 10) int timestamp,
            @ForAll @IntRange(max = 7) int named,
            @ForAll boolean isMail) {
        List<RememberedSlate> slates = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            slates.add(slate(i + 1, shown.get(i)));
        }
        LastTouch rule =
                new LastTouch(
                        new AttributionRules(5, Map.of(), 1, 1, 100, evidence, 16, 64),
                        slates,
                        isMail ? Map.of("mail", 3L) : Map.of("home", 2L));
        String slateId =
                named == 0 ? null : Slate.idOf(named % 2 == 0 ? "home" : "mail", USER, named);
        Interaction interaction =
                new Interaction("e", USER, "a", "click", timestamp, null, slateId, null);

        Verdict verdict = rule.of(interaction);

        assertThat(slates).allMatch(each -> rule.earned(each, interaction) == isOf(verdict, each));
    }
}
