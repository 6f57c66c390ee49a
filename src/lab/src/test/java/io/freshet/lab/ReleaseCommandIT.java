package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelStatus;
import io.freshet.lab.feed.StatusFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KeyedWriter;
import io.freshet.lab.release.ReleaseStory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReleaseCommandIT {

    private static final JobTopics TOPICS = JobTopics.byDefault();

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void releasesAModelWhichATombstoneOfTheDefaultSlotTakesBack() throws IOException {
        Path bundle = Path.of("demo-bundle").toAbsolutePath();
        try (EmbeddedPipeline pipeline =
                EmbeddedPipeline.start(
                        directory.resolve("pipeline"),
                        new EmbeddedPipeline.Settings(bundle, 2, 2, Map.of()))) {
            String broker = pipeline.bootstrapServers();
            assertThat(lab("release", bundle.toString(), "--bootstrap-servers=" + broker))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("active on 2 of 2 subtasks");

            try (StatusFeed<ModelStatus> feed =
                            StatusFeed.openAtEnd(
                                    KafkaAccess.plain(broker),
                                    TOPICS.modelStatus(),
                                    ModelStatus.class);
                    KeyedWriter models = KeyedWriter.open(broker, TOPICS.models())) {
                models.write("default", null);
                ModelStatus end =
                        ReleaseStory.ofWithdrawal("default", feed)
                                .follow(Duration.ofMinutes(1), status -> {});

                assertThat(end.state()).isEqualTo(ModelStatus.State.ACTIVE);
                assertThat(end.release()).isNull();
                assertThat(end.serving()).isNotNull();
            }
        }
    }

    private int lab(String... arguments) {
        return LabCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
