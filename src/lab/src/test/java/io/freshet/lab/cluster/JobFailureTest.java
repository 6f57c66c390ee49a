package io.freshet.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobFailureTest {

    @Test
    void endsWithTheCauseAndWhatWasSaidOfIt() {
        String trace =
                """
                org.apache.flink.runtime.JobException: Recovery is suppressed by a strategy
                \tat org.apache.flink.runtime.Handler.handleFailure(Handler.java:176)
                Caused by: org.apache.flink.util.FlinkException: Global failure triggered
                \tat java.base/java.lang.Thread.run(Thread.java:840)
                Caused by: java.lang.RuntimeException: Failed to get metadata for topics [models].
                \tat org.apache.flink.Enumerator.getTopicMetadata(Enumerator.java:88)
                Caused by: java.util.concurrent.ExecutionException: org.apache.kafka.UnknownTopicOrPartitionException: No such topic.
                \t... 9 more
                Caused by: org.apache.kafka.UnknownTopicOrPartitionException: No such topic.
                \t... 10 more
                """;

        assertThat(JobFailure.inALine(trace))
                .isEqualTo(
                        "RuntimeException: Failed to get metadata for topics [models].;"
                                + " caused by UnknownTopicOrPartitionException: No such topic.");
    }

    @Test
    void isEmptyWithoutAStackTraceAndWholeWithoutACause() {
        assertThat(JobFailure.inALine("")).isEmpty();
        assertThat(JobFailure.inALine("java.io.IOException: disk full\n\tat a.B.c(B.java:1)"))
                .isEqualTo("IOException: disk full");
    }
}
