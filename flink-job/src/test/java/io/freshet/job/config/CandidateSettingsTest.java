package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of which generators an experiment may change how much they bring. */
class CandidateSettingsTest {

    private static CandidateSettings settings(int coVisitation, int others) {
        return new CandidateSettings(
                others, coVisitation, others, others, others, Map.of("editorial", 5), true);
    }

    @Test
    void aVariantMayNameWhatIsOff() {
        assertThat(settings(40, 0).sources())
                .containsExactly(
                        "catalogue", "covisitation", "editorial", "fresh", "popular", "repeat");
        assertThat(settings(40, 0).uncounted()).isEmpty();
    }

    @Test
    void pairsThatNobodyCountsCannotBeTurnedOn() {
        assertThat(settings(0, 20).uncounted()).containsExactly("covisitation");
    }
}
