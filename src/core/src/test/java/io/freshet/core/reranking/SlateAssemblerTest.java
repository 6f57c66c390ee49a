package io.freshet.core.reranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.SlateItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlateAssemblerTest {

    private static final BehaviourWindow SAW_A =
            BehaviourWindow.of(
                    List.of(Interaction.of("e", "user", "a", "view", 1)), new WindowBounds(5, 1));

    private static final List<SlateItem> CATALOGUE =
            List.of(item("a", -1, "catalogue"), item("b", -2, "catalogue"));
    private static final List<SlateItem> POPULAR =
            List.of(item("b", -0.5f, "popular"), item("c", -1.5f, "popular"));

    private static SlateItem item(String itemId, float score, String source) {
        return new SlateItem(itemId, score, source, List.of());
    }

    private static List<SlateItem> assemble(int size, SeenPolicy policy) {
        return new SlateAssembler(size, policy).assemble(SAW_A, List.of(CATALOGUE, POPULAR));
    }

    @Test
    void ordersByScoreAndTakesTheFirstGeneratorsWord() {
        assertThat(assemble(5, SeenPolicy.KEEP))
                .containsExactly(CATALOGUE.get(0), POPULAR.get(1), CATALOGUE.get(1));
    }

    @Test
    void dropsWhatTheUserHasSeen() {
        assertThat(assemble(5, SeenPolicy.DROP))
                .extracting(SlateItem::itemId)
                .containsExactly("c", "b");
    }

    @Test
    void cutsToSize() {
        assertThat(assemble(1, SeenPolicy.KEEP)).containsExactly(CATALOGUE.get(0));
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
