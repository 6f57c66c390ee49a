package io.freshet.core.reranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.SlateItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlateAssemblerTest {

    private static final BehaviourWindow SAW_A =
            BehaviourWindow.of(
                    List.of(Interaction.of("e", "user", "a", "view", 1)), new WindowBounds(5, 1));

    private static final List<Candidate> CATALOGUE =
            List.of(item("a", -1, "catalogue"), item("b", -2, "catalogue"));
    private static final List<Candidate> POPULAR =
            List.of(item("b", -0.5f, "popular"), item("c", -1.5f, "popular"));

    private static Candidate item(String itemId, float score, String source) {
        return Candidate.withoutReasons(itemId, score, source);
    }

    private static List<SlateItem> assemble(int size, SeenPolicy policy) {
        return new SlateAssembler(size, policy).assemble(SAW_A, List.of(CATALOGUE, POPULAR));
    }

    @Test
    void ordersByScoreAndTakesTheFirstGeneratorsWord() {
        assertThat(assemble(5, SeenPolicy.KEEP))
                .containsExactly(
                        CATALOGUE.get(0).slot(), POPULAR.get(1).slot(), CATALOGUE.get(1).slot());
    }

    @Test
    void dropsWhatTheUserHasSeen() {
        assertThat(assemble(5, SeenPolicy.DROP))
                .extracting(SlateItem::itemId)
                .containsExactly("c", "b");
    }

    @Test
    void cutsToSize() {
        assertThat(assemble(1, SeenPolicy.KEEP)).containsExactly(CATALOGUE.get(0).slot());
    }

    @Test
    void asksNobodyForReasonsWhoGetsNoSlot() {
        Candidate best = new Candidate("b", -1, "catalogue", () -> List.of(new Reason("a", 1)));
        Candidate other =
                new Candidate(
                        "c",
                        -2,
                        "catalogue",
                        () -> {
                            throw new AssertionError("asked for reasons");
                        });

        List<SlateItem> slots =
                new SlateAssembler(1, SeenPolicy.KEEP)
                        .assemble(SAW_A, List.of(List.of(other, best)));

        assertThat(slots)
                .containsExactly(new SlateItem("b", -1, "catalogue", List.of(new Reason("a", 1))));
    }

    @Test
    void asksForAsManyAsMayBeDropped() {
        assertThat(new SlateAssembler(5, SeenPolicy.DROP).candidatesFor(SAW_A)).isEqualTo(6);
        assertThat(new SlateAssembler(5, SeenPolicy.KEEP).candidatesFor(SAW_A)).isEqualTo(5);
    }

    @Test
    void aSlateHasAtLeastOneSlot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlateAssembler(0, SeenPolicy.KEEP));
    }
}
