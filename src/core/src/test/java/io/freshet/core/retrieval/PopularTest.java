package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PopularTest implements CandidateGeneratorContract {

    private final CountsTable counts = new CountsTable(1_000);

    PopularTest() {
        counts.put(
                new ItemLists(
                        2_000,
                        List.of(new ItemShare("p", 0.75), new ItemShare("a", 0.125)),
                        List.of()));
        counts.put(new ItemLists(9_000, List.of(new ItemShare("q", 1)), List.of()));
    }

    @Override
    public CandidateGenerator generator() {
        return new Popular();
    }

    @Override
    public CountsAtHand counts() {
        return counts;
    }

    @Test
    void isWhatWasPopularWhenTheUserActed() {
        ItemScores scores = generator().score(window(), counts);
        assertThat(scores.itemIds()).containsExactlyInAnyOrder("p", "a");
        assertThat(scores.share("a")).as("of the list, not of all").isEqualTo(0.125 / 0.875);
        assertThat(scores.reasons("p")).isEmpty();
    }
}
