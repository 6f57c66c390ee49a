package io.freshet.lab.rehearsal;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.VariantMetrics;
import java.io.IOException;
import java.time.Duration;

/** Whether the figures of an experiment say what is known to be true of it. */
final class FigureChecks {

    private static final double SAMPLE_RATIO_ALPHA = 0.01;

    private final ExperimentFeeds feeds;
    private final Story story;

    FigureChecks(ExperimentFeeds feeds, Story story) {
        this.feeds = requireNonNull(feeds, "feeds");
        this.story = requireNonNull(story, "story");
    }

    /** A treatment beside its control. */
    record Pair(String title, String experimentId, String treatment, String control) {}

    /** Tells how things stand. */
    void tell(Pair pair) throws IOException {
        story.tell(pair.title() + " so far: " + line(pair));
    }

    /**
     * Figures become what the outcomes say, as to which there is something to say; then they say
     * this.
     */
    void check(Pair pair, Verdict expected, Duration patience) throws IOException {
        awaitCounted(pair.experimentId(), pair.control(), patience);
        awaitCounted(pair.experimentId(), pair.treatment(), patience);
        VariantMetrics treatment = feeds.newest(pair.experimentId(), pair.treatment());
        story.check(
                Verdict.of(treatment) == expected,
                pair.title() + " says of " + pair.treatment() + ' ' + expected.words(),
                line(pair));
        Double ratio = treatment.sampleRatioPValue();
        story.check(
                ratio != null && ratio >= SAMPLE_RATIO_ALPHA,
                pair.title() + " shares its users out as its record says",
                "p " + ratio);
    }

    private void awaitCounted(String experimentId, String variant, Duration patience) {
        story.await(
                () -> {
                    long earned = feeds.clicks(experimentId, variant);
                    double counted = feeds.newest(experimentId, variant).clicks();
                    if (earned == 0 || earned != Math.round(counted)) {
                        throw new IOException(earned + " in outcomes, " + counted + " in figures");
                    }
                    return true;
                },
                patience,
                "clicks of " + experimentId + '|' + variant + " are as many as in the outcomes");
    }

    private String line(Pair pair) throws IOException {
        return Verdict.line(
                feeds.newest(pair.experimentId(), pair.treatment()),
                feeds.newest(pair.experimentId(), pair.control()));
    }
}
