package io.freshet.lab.proof;

import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.oracle.CountsOracle;
import io.freshet.lab.oracle.CountsVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The job of a trial when it goes on once more, to show what it counted. */
final class CountsJob {

    private final LocalCluster cluster;
    private final JobTopics topics;
    private final String slates;

    /**
     * @param topics of the trial
     */
    CountsJob(LocalCluster cluster, JobTopics topics) {
        this.cluster = cluster;
        this.topics = topics;
        this.slates = topics.recommendations() + "-of-counts";
    }

    /**
     * What the oracle says of the counts in a savepoint. The job is gone afterwards.
     *
     * @param stopped the submission of the job, from that savepoint
     * @param bundle that the job served
     * @param partitions of the topic for slates
     */
    CountsVerdict verdict(JobSubmission stopped, Path bundle, int partitions, CountsOracle oracle)
            throws IOException {
        try (KafkaTopics kafka = new KafkaTopics(cluster.plan().bootstrapServers())) {
            kafka.create(slates, partitions, Map.of());
        }
        String jobId =
                cluster.submit(
                        stopped.with(
                                CountsOptions.whileShowing(StrangeBundle.beside(bundle), slates)));
        cluster.awaitRunning(jobId);
        try (CountsReading reading =
                new CountsReading(cluster.plan().bootstrapServers(), topics.events(), slates)) {
            CountsVerdict verdict = reading.verdict(oracle);
            return verdict.wrong() == 0 ? verdict : verdict.with(circumstances(jobId, reading));
        } finally {
            cluster.rest().cancel(jobId);
        }
    }

    /** What is done meanwhile is counted with a checkpoint, so there should be none. */
    private String circumstances(String jobId, CountsReading reading) throws IOException {
        return "asked %d times; meanwhile %d checkpoints, %d restarts"
                .formatted(
                        reading.rounds(),
                        cluster.rest().completedCheckpoints(jobId),
                        cluster.rest().restarts(jobId));
    }
}
