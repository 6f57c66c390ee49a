package io.freshet.console.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.console.TestingMetrics;
import io.freshet.console.experiment.Standing.OfVariant;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentBookTest {

    private final ExperimentBook book = new ExperimentBook();

    @Test
    void topicsMayComeInAnyOrder() {
        book.metrics(TestingMetrics.of("a", "treatment", 5, 0.1));
        book.metrics(TestingMetrics.of("a", "gone", 5, 0.1));
        book.status(status("a", ExperimentState.RUNNING));
        define("a");

        Standing standing = only();

        assertThat(standing.state()).isEqualTo(ExperimentState.RUNNING);
        assertThat(standing.variants())
                .extracting(OfVariant::name, OfVariant::share, OfVariant::control)
                .containsExactly(
                        tuple("control", 0.5, true),
                        tuple("treatment", 0.5, false),
                        tuple("gone", null, false));
        assertThat(standing.variants().get(0).metrics()).isNull();
        assertThat(standing.variants().get(1).metrics()).isNotNull();
    }

    @Test
    void whoDoesNotComeByTheSharesRaisesTheAlarm() {
        book.metrics(TestingMetrics.of("a", "treatment", 5, 0.1, 0.01));
        assertThat(only().sampleRatioAlarm()).isFalse();

        book.metrics(TestingMetrics.of("a", "treatment", 6, 0.1, 0.0099));
        assertThat(only().sampleRatioAlarm()).isTrue();

        book.metrics(TestingMetrics.of("a", "treatment", 7, 0.1, null));
        assertThat(only().sampleRatioAlarm()).isFalse();
    }

    @Test
    void thePageHasTheCurvesAndReadingAgainAddsNothing() {
        for (int again = 0; again < 2; again++) {
            book.metrics(TestingMetrics.of("a", "treatment", 5, 0.1));
            book.metrics(TestingMetrics.of("a", "treatment", 6, 0.2));
            book.metrics(TestingMetrics.of("a", "treatment", 7, Double.NaN));
        }

        assertThat(book.page("a", 9).curves())
                .containsExactly(
                        new ExperimentBook.Curve(
                                "treatment",
                                List.of(
                                        new LiftPoint(5, 0.1, 0.05, 0.15),
                                        new LiftPoint(6, 0.2, 0.15, 0.25))));
        assertThat(book.page("b", 9).standing()).isNull();
    }

    @Test
    void whatIsTakenBackIsForgottenPartByPart() {
        define("a");
        book.metrics(TestingMetrics.of("a", "treatment", 5, 0.1));
        book.status(status("a", ExperimentState.REMOVED));

        book.removeExperiment("a");
        assertThat(only().variants()).extracting(OfVariant::name).containsExactly("treatment");
        book.removeMetrics("a|treatment");
        assertThat(only().variants()).isEmpty();
        assertThat(book.page("a", 9).curves()).isEmpty();
        book.removeStatus("a");
        assertThat(book.board(9).experiments()).isEmpty();
        book.removeMetrics("no key");
        book.removeExperiment("unknown");
    }

    @Test
    void ofTooManyThoseGoThatAreOver() {
        book.status(status("running", ExperimentState.RUNNING));
        for (int i = 0; i < 1_000; i++) {
            book.status(status("ended-" + i, ExperimentState.ENDED));
            book.page("ended-1", 9);
        }

        assertThat(book.board(9).experiments())
                .hasSize(ExperimentBook.MOST_EXPERIMENTS)
                .first()
                .extracting(Standing::experimentId)
                .isEqualTo("running");
        assertThat(book.page("ended-999", 9).standing()).isNotNull();
    }

    @Test
    void inventedVariantsTakeNoMoreRoom() {
        for (int i = 0; i < 1_000; i++) {
            book.metrics(TestingMetrics.of("a", "v" + i, i, 0.1));
        }

        assertThat(only().variants()).hasSize(ExperimentBook.MOST_VARIANTS);
        assertThat(book.page("a", 9).curves()).hasSize(ExperimentBook.MOST_CURVES);
    }

    private Standing only() {
        List<Standing> all = book.board(9).experiments();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void define(String id) {
        String json =
                "{\"experimentId\": \"%s\", \"variants\": [{\"name\": \"control\", \"share\": 0.5},"
                        + " {\"name\": \"treatment\", \"share\": 0.5}]}";
        book.experiment(
                ExperimentReader.experiment(
                        id, json.formatted(id).getBytes(StandardCharsets.UTF_8)));
    }

    private static ExperimentStatus status(String id, ExperimentState state) {
        return new ExperimentStatus(id, state, null, 3);
    }
}
