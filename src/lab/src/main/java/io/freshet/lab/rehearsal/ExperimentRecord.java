package io.freshet.lab.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.lab.demo.DemoExperiment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic {@code experiments} that a rehearsal writes.
 *
 * @param title for people
 * @param experimentId its key
 * @param json its value
 * @param refusal what the reason must contain for which it is refused; null of a sound one
 */
record ExperimentRecord(String title, String experimentId, String json, @Nullable String refusal) {

    /** The slot of the model that an experiment compares. */
    static final String CHALLENGER = "challenger";

    /** The experiment whose variants are all the same. */
    static final String SAME = "same-or-same";

    /** The experiment that compares a model with what is popular. */
    static final String BETTER = "attention-or-popular";

    /** The variant that is really better. */
    static final String ATTENTION = "attention";

    /** The control, which is really worse. */
    static final String POPULAR = "popular";

    ExperimentRecord {
        requireNonNull(title, "title");
        requireNonNull(experimentId, "experimentId");
        requireNonNull(json, "json");
    }

    /** All users are in it, and nothing is different: A/A. */
    static ExperimentRecord same(long start, long end) {
        return new ExperimentRecord(
                "A/A",
                SAME,
                """
                {"experimentId": "%s", "start": %d, "end": %d, "variants": [
                  {"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]}"""
                        .formatted(SAME, start, end),
                null);
    }

    /** Four users in five are in it; the others have the default slot's model: A/B. */
    static ExperimentRecord better(long start, long end) {
        return new ExperimentRecord(
                "A/B",
                BETTER,
                """
                {"experimentId": "%s", "start": %d, "end": %d, "control": "%s",
                 "layer": {"name": "ranking", "from": 0.0, "to": 0.8}, "variants": [
                  {"name": "%s", "share": 0.5, "changes": %s},
                  {"name": "%s", "share": 0.5, "changes": {"modelSlot": "%s"}}]}"""
                        .formatted(
                                BETTER,
                                start,
                                end,
                                POPULAR,
                                POPULAR,
                                DemoExperiment.POPULAR_ALONE,
                                ATTENTION,
                                CHALLENGER),
                null);
    }

    /** What must be refused while {@link #better} runs; the first is a new version of it. */
    static List<ExperimentRecord> refused() {
        return List.of(
                new ExperimentRecord(
                        "shares of 120 %",
                        BETTER,
                        """
                        {"experimentId": "%s", "variants": [
                          {"name": "popular", "share": 0.5}, {"name": "attention", "share": 0.7}]}"""
                                .formatted(BETTER),
                        "the shares of the variants sum to 1.2, expected 1"),
                new ExperimentRecord(
                        "unknown slot",
                        "misspelt-slot",
                        """
                        {"experimentId": "misspelt-slot", "layer": {"name": "ranking", "from": 0.8},
                         "variants": [
                          {"name": "a", "share": 0.5},
                          {"name": "b", "share": 0.5, "changes": {"modelSlot": "challengr"}}]}""",
                        "variant 'b': changes.modelSlot is 'challengr', expected 'none' or one of"
                                + " [challenger, default]"),
                new ExperimentRecord(
                        "ranges of a layer overlap",
                        "overlapping-range",
                        """
                        {"experimentId": "overlapping-range",
                         "layer": {"name": "ranking", "from": 0.7, "to": 1.0}, "variants": [
                          {"name": "a", "share": 0.5},
                          {"name": "b", "share": 0.5, "changes": {"k": 5}}]}""",
                        "layer 'ranking' from 0.7 to 1.0 has users of experiment '" + BETTER + "'"),
                new ExperimentRecord(
                        "two layers change the same",
                        "overlapping-change",
                        """
                        {"experimentId": "overlapping-change", "layer": {"name": "pages"},
                         "variants": [
                          {"name": "a", "share": 0.5},
                          {"name": "b", "share": 0.5, "changes": {"modelSlot": "none"}}]}""",
                        "it changes [modelSlot] as experiment '" + BETTER + "' does in layer"));
    }

    byte[] value() {
        return json.getBytes(UTF_8);
    }

    /** The experiment of a sound one. */
    Experiment experiment() {
        return ExperimentReader.experiment(experimentId, value());
    }
}
