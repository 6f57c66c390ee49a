package io.freshet.lab.rehearsal;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Outcome;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.subscription.TopicValue;
import io.freshet.lab.feed.TopicReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;

/** What experiments are read from: the newest figures of their variants, and every outcome. */
final class ExperimentFeeds {

    private static final TopicValue<VariantMetrics> METRICS = TopicValue.of(VariantMetrics.class);
    private static final TopicValue<Outcome> OUTCOMES = TopicValue.of(Outcome.class);

    private final String bootstrapServers;
    private final String metrics;
    private final String outcomes;
    private final Set<String> clicks;

    /**
     * @param metrics topic of the figures
     * @param outcomes topic of the outcomes
     * @param clicks types of interactions that count as clicks
     */
    ExperimentFeeds(String bootstrapServers, String metrics, String outcomes, Set<String> clicks) {
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers");
        this.metrics = requireNonNull(metrics, "metrics");
        this.outcomes = requireNonNull(outcomes, "outcomes");
        this.clicks = Set.copyOf(clicks);
    }

    /**
     * The newest figures of a variant.
     *
     * @throws IOException if there are none
     */
    VariantMetrics newest(String experimentId, String variant) throws IOException {
        SortedMap<String, byte[]> newest = TopicReader.readNewest(bootstrapServers, metrics);
        byte[] found = newest.get(experimentId + '|' + variant);
        if (found == null) {
            throw new IOException(
                    metrics
                            + " has nothing of "
                            + experimentId
                            + '|'
                            + variant
                            + ", but of "
                            + newest.keySet());
        }
        return METRICS.read(found);
    }

    /** Clicks that slates with a variant earned, counted from the outcomes, each id once. */
    long clicks(String experimentId, String variant) throws IOException {
        Assignment wanted = new Assignment(experimentId, variant);
        Set<String> ids = new HashSet<>();
        TopicReader.readAll(
                bootstrapServers,
                outcomes,
                each -> {
                    Outcome outcome = OUTCOMES.read(requireNonNull(each.value(), "outcome"));
                    if (outcome.interaction() != null
                            && clicks.contains(outcome.interaction().type())
                            && outcome.experiments().contains(wanted)) {
                        ids.add(outcome.outcomeId());
                    }
                });
        return ids.size();
    }
}
