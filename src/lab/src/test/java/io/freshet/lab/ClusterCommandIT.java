package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.time.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ClusterCommandIT {

    @TempDir private Path directory;

    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        cluster("stop", "--now");
    }

    @Test
    void startsSubmitsKillsAndStops() {
        assertThat(cluster("start", "--slots", "1"))
                .contains("task-manager-1", "job-manager-1", "broker at 127.0.0.1:")
                .contains("topics events, recommendations, dead-letters, models");
        assertThat(cluster("submit", "-D", "recommender.topics.models=absent")).isEmpty();
        assertThat(err.toString()).contains("has no topics [absent]").hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(cluster("submit")).contains("runs");
        assertThat(cluster("kill", "task-manager-1")).isEmpty();
        assertThat(cluster("status"))
                .contains("job-manager-1", "job ")
                .doesNotContain("task-manager-1");
        assertThat(cluster("kill", "task-manager-1", "--by", "restart")).isEmpty();
        assertThat(cluster("stop")).contains("savepoint-");
        assertThat(err.toString()).isEmpty();

        cluster("kill", "task-manager-1");
        assertThat(err.toString()).contains("task-manager-1 does not run");
    }

    /** Whichever of the two led, it is killed once. */
    @Test
    void theJobGoesOnUnderTheOtherJobManager() throws IOException {
        assertThat(cluster("start", "--high-availability", "--slots", "1"))
                .contains("job-manager-1", "job-manager-2");
        assertThat(cluster("submit")).contains("runs");

        kill("job-manager-1");
        awaitRunningJob();
        cluster("kill", "job-manager-1", "--by", "restart");
        kill("job-manager-2");
        awaitRunningJob();

        err.getBuffer().setLength(0);
        assertThat(cluster("stop")).as(() -> err.toString()).contains("savepoint-");
    }

    /** Nothing is said of it, and it is gone. */
    private void kill(String member) {
        // While another one begins to lead the status may fail.
        err.getBuffer().setLength(0);
        assertThat(cluster("kill", member)).isEmpty();
        assertThat(err.toString()).isEmpty();
        assertThat(cluster("status")).doesNotContain(member);
    }

    private void awaitRunningJob() throws IOException {
        Await.until(
                () -> cluster("status").contains(" RUNNING, "),
                Duration.ofSeconds(60),
                "the job does not run");
    }

    @Test
    void saysThatThereIsNoCluster() {
        cluster("status");

        assertThat(err.toString()).contains("no cluster in").contains("lab cluster start");
        err.getBuffer().setLength(0);
        cluster("kill", "somebody");
        assertThat(err.toString()).contains("no cluster in");
    }

    @Test
    void refusesAPlanThatCannotBe() {
        cluster("start", "--slots", "0");

        assertThat(err.toString()).contains("slots are 0, expected 1 to 32");
    }

    private String cluster(String command, String... more) {
        StringWriter out = new StringWriter();
        String[] arguments = new String[more.length + 4];
        arguments[0] = "cluster";
        arguments[1] = command;
        arguments[2] = "--dir";
        arguments[3] = directory.resolve("cluster").toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        LabCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return out.toString();
    }
}
