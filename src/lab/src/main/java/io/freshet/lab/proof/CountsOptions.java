package io.freshet.lab.proof;

import io.freshet.job.config.CandidateOptions;
import io.freshet.job.config.CoVisitationOptions;
import io.freshet.job.config.CountOptions;
import io.freshet.job.config.FreshOptions;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.PopularOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.job.config.SlateOptions;
import io.freshet.lab.oracle.Counting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What a job is told so that all of its counts can be seen. */
final class CountsOptions {

    /** More than there are items: nothing counted is too weak to be kept and shown. */
    private static final String ALL = "1000";

    private static final String NEVER_MEANWHILE = "1 d";

    /** Half-lives short enough to be felt within a trial, freshness shorter than one. */
    static final Counting COUNTING =
            new Counting(
                    CoVisitationOptions.REACH.defaultValue(),
                    CoVisitationOptions.BACKWARD.defaultValue(),
                    Duration.ofHours(1),
                    Duration.ofDays(1),
                    Duration.ofSeconds(5),
                    5,
                    1,
                    1e-4);

    private CountsOptions() {}

    /** Of a job that counts. */
    static Map<String, String> whileCounting() {
        return Map.of(
                CoVisitationOptions.HALF_LIFE.key(),
                text(COUNTING.pairHalfLife()),
                CoVisitationOptions.NEIGHBOURS.key(),
                ALL,
                PopularOptions.HALF_LIFE.key(),
                text(COUNTING.popularHalfLife()),
                PopularOptions.SIZE.key(),
                ALL,
                FreshOptions.MAX_AGE.key(),
                text(COUNTING.freshAge()),
                FreshOptions.SIZE.key(),
                ALL);
    }

    /**
     * Of the same job when it shows what it counted: what is done now is not counted before the
     * next day.
     *
     * @param strange a {@link StrangeBundle}
     * @param topic for slates
     */
    static Map<String, String> whileShowing(Path strange, String topic) {
        return Map.ofEntries(
                Map.entry(ScoringOptions.BUNDLE.key(), strange.toString()),
                Map.entry(CandidateOptions.BLEND.key(), "true"),
                Map.entry(CandidateOptions.CATALOGUE.key(), "0"),
                Map.entry(CandidateOptions.CO_VISITATION.key(), ALL),
                Map.entry(CandidateOptions.REPEAT.key(), "0"),
                Map.entry(CandidateOptions.POPULAR.key(), ALL),
                Map.entry(CandidateOptions.FRESH.key(), ALL),
                Map.entry(SlateOptions.SIZE.key(), ALL),
                Map.entry(CountOptions.INTERVAL.key(), NEVER_MEANWHILE),
                Map.entry("execution.checkpointing.interval", NEVER_MEANWHILE),
                // Flink takes the first one at random between the two.
                Map.entry("execution.checkpointing.min-pause", NEVER_MEANWHILE),
                Map.entry(KafkaOptions.DELIVERY.key(), "at-least-once"),
                Map.entry(KafkaOptions.RECOMMENDATIONS.key(), topic));
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
