package io.freshet.core.reranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Origin;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.domain.SlateItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlateAssemblerTest {

    private static final BehaviourWindow SAW_A =
            BehaviourWindow.of(
                    List.of(Interaction.of("e", "user", "a", "view", 1)), new WindowBounds(5, 1));

    private static final Candidate A = candidate("a", -1, "catalogue");
    private static final Candidate B = candidate("b", -2, "catalogue");
    private static final Candidate C = candidate("c", -1.5f, "popular");

    private static Candidate candidate(String itemId, float score, String source) {
        return new Candidate(itemId, score, () -> new Origin(source, List.of()));
    }

    private static List<SlateItem> assemble(int size, SeenPolicy policy) {
        return new SlateAssembler(size, policy).assemble(SAW_A, List.of(A, B, C));
    }

    @Test
    void ordersByScore() {
        assertThat(assemble(5, SeenPolicy.KEEP)).containsExactly(A.slot(), C.slot(), B.slot());
    }

    @Test
    void ofEqualScoresTheEarlierCandidateComesFirst() {
        Candidate equal = candidate("d", C.score(), "catalogue");
        SlateAssembler assembler = new SlateAssembler(5, SeenPolicy.KEEP);
        assertThat(assembler.assemble(SAW_A, List.of(C, equal)))
                .containsExactly(C.slot(), equal.slot());
        assertThat(assembler.assemble(SAW_A, List.of(equal, C)))
                .containsExactly(equal.slot(), C.slot());
    }

    @Test
    void dropsWhatTheUserHasSeen() {
        assertThat(assemble(5, SeenPolicy.DROP))
                .extracting(SlateItem::itemId)
                .containsExactly("c", "b");
    }

    @Test
    void cutsToSize() {
        assertThat(assemble(1, SeenPolicy.KEEP)).containsExactly(A.slot());
    }

    @Test
    void asksNobodyForAnOriginWhoGetsNoSlot() {
        Candidate best = candidate("b", -1, "catalogue");
        Candidate other =
                new Candidate(
                        "c",
                        -2,
                        () -> {
                            throw new AssertionError("asked for its origin");
                        });

        List<SlateItem> slots =
                new SlateAssembler(1, SeenPolicy.KEEP).assemble(SAW_A, List.of(other, best));

        assertThat(slots).containsExactly(new SlateItem("b", -1, "catalogue", List.of()));
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
