package io.freshet.job.config;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.job.serde.InteractionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Everything that the options say, parsed once and checked. */
public record RecommenderSettings(
        InteractionRules events,
        WindowSettings window,
        ScoringSettings scoring,
        SlateSettings slate,
        CandidateSettings candidates,
        CountSettings counts,
        ReleaseSettings releases,
        AttributionRules attribution,
        boolean outcomes,
        ExperimentSettings experiments,
        KafkaSettings kafka) {

    private static final String PREFIX = "recommender.";

    /** Every option of the job, in the order of the reference. */
    public static final List<ConfigOption<?>> OPTIONS =
            List.of(
                    KafkaOptions.BOOTSTRAP_SERVERS,
                    KafkaOptions.GROUP_ID,
                    KafkaOptions.START,
                    KafkaOptions.PROPERTIES,
                    KafkaOptions.EVENTS,
                    KafkaOptions.RECOMMENDATIONS,
                    KafkaOptions.DEAD_LETTERS,
                    KafkaOptions.MODELS,
                    KafkaOptions.MODEL_STATUS,
                    KafkaOptions.EXPERIMENTS,
                    KafkaOptions.ASSIGNMENTS,
                    KafkaOptions.EXPERIMENT_STATUS,
                    KafkaOptions.OUTCOMES,
                    KafkaOptions.EXPERIMENT_METRICS,
                    KafkaOptions.DELIVERY,
                    EventOptions.TYPES,
                    EventOptions.MAX_CLOCK_SKEW,
                    EventOptions.MAX_SIZE,
                    WindowOptions.MAX_LENGTH,
                    WindowOptions.MAX_AGE,
                    WindowOptions.TTL,
                    ScoringOptions.BUNDLE,
                    ScoringOptions.PROVIDER,
                    ScoringOptions.PRECISION,
                    ScoringOptions.THREADS,
                    ScoringOptions.MAX_BATCH_SIZE,
                    ScoringOptions.COALESCING,
                    ReleaseOptions.MAX_SLOTS,
                    ReleaseOptions.MAX_BUNDLE_SIZE,
                    ReleaseOptions.FETCH_TIMEOUT,
                    SlateOptions.SURFACE,
                    SlateOptions.SIZE,
                    SlateOptions.SEEN,
                    CandidateOptions.CATALOGUE,
                    CandidateOptions.CO_VISITATION,
                    CandidateOptions.REPEAT,
                    CandidateOptions.POPULAR,
                    CandidateOptions.FRESH,
                    CandidateOptions.MORE,
                    CandidateOptions.BLEND,
                    CountOptions.INTERVAL,
                    PopularOptions.SIZE,
                    PopularOptions.HALF_LIFE,
                    PopularOptions.WEIGHTS,
                    FreshOptions.SIZE,
                    FreshOptions.MAX_AGE,
                    FreshOptions.MEMORY,
                    CoVisitationOptions.REACH,
                    CoVisitationOptions.DISTANCE_DECAY,
                    CoVisitationOptions.BACKWARD,
                    CoVisitationOptions.BASKET_GAP,
                    CoVisitationOptions.LONGEST_PAUSE,
                    CoVisitationOptions.HALF_LIFE,
                    CoVisitationOptions.NEIGHBOURS,
                    CoVisitationOptions.TTL,
                    CoVisitationOptions.AT_HAND,
                    AttributionOptions.WINDOW,
                    AttributionOptions.WINDOWS,
                    AttributionOptions.LATENESS,
                    AttributionOptions.PATIENCE,
                    AttributionOptions.EVIDENCE,
                    AttributionOptions.MAX_SLATES,
                    AttributionOptions.OUTCOMES,
                    ExperimentOptions.CLICKS,
                    ExperimentOptions.CONVERSIONS,
                    ExperimentOptions.PLANNED_USERS,
                    ExperimentOptions.INTERVAL,
                    TrainingSetOptions.EVENT_LOG,
                    TrainingSetOptions.OUTPUT);

    /**
     * Reads and checks all options of the recommender.
     *
     * @throws ConfigurationException if one is missing, unknown or not permitted
     */
    public static RecommenderSettings read(ReadableConfig configuration) {
        checkKeys(configuration);
        OptionReader options = new OptionReader(configuration);
        return new RecommenderSettings(
                EventOptions.read(options),
                WindowOptions.read(options),
                ScoringOptions.read(options),
                SlateOptions.read(options),
                CandidateOptions.read(options),
                CountOptions.read(options),
                ReleaseOptions.read(options),
                AttributionOptions.read(options),
                AttributionOptions.readOutcomes(options),
                ExperimentOptions.read(options),
                KafkaOptions.read(options));
    }

    /**
     * Checks that every option of the recommender is one that it knows.
     *
     * @throws ConfigurationException if there is another one
     */
    static void checkKeys(ReadableConfig configuration) {
        List<String> unknown = new ArrayList<>();
        for (String key : new TreeSet<>(configuration.toMap().keySet())) {
            if (key.startsWith(PREFIX) && !isKnown(key)) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(
                    "unknown options "
                            + unknown
                            + ", expected "
                            + OPTIONS.stream().map(ConfigOption::key).sorted().toList());
        }
    }

    private static boolean isKnown(String key) {
        return key.startsWith(KafkaOptions.PROPERTIES.key() + ".")
                || OPTIONS.stream().anyMatch(option -> option.key().equals(key));
    }
}
