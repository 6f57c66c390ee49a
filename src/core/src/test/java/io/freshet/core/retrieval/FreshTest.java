package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FreshTest implements CandidateGeneratorContract {

    private final CountsTable counts = new CountsTable(1_000);

    FreshTest() {
        counts.put(
                new ItemLists(
                        2_000,
                        List.of(new ItemShare("p", 0.75)),
                        List.of(new ItemShare("f", 0.25), new ItemShare("g", 0.125))));
    }

    @Override
    public CandidateGenerator generator() {
        return new Fresh();
    }

    @Override
    public CountsAtHand counts() {
        return counts;
    }

    @Test
    void sharesAreOfAllItemsNotOfTheFreshOnes() {
        ItemScores scores = generator().score(window(), counts);
        assertThat(scores.itemIds()).containsExactlyInAnyOrder("f", "g");
        assertThat(scores.share("g")).isEqualTo(0.125);
        assertThat(scores.reasons("g")).isEmpty();
    }
}
