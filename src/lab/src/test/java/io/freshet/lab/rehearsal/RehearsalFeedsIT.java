package io.freshet.lab.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Shown;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.EmbeddedBroker;
import io.freshet.lab.kafka.KeyedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RehearsalFeedsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;

    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() throws IOException {
        broker.close();
    }

    @Test
    void countsTheClicksOfAVariantOnce() throws Exception {
        JobTopics topics = topics("counted.");
        for (String event : List.of("e1", "e2", "e1")) {
            write(topics.outcomes(), "s", interaction("s", event, "click", "b"));
        }
        write(topics.outcomes(), "s", interaction("s", "e3", "purchase", "b"));
        write(topics.outcomes(), "s", interaction("s", "e4", "click", "a"));
        write(topics.outcomes(), "t", outcome("t", null, "b"));
        write(topics.experimentMetrics(), "x|b", metrics("b", 1));
        write(topics.experimentMetrics(), "x|b", metrics("b", 2));

        ExperimentFeeds feeds = feeds(topics);

        assertThat(feeds.clicks("x", "b")).isEqualTo(2);
        assertThat(feeds.clicks("x", "c")).isZero();
        assertThat(feeds.newest("x", "b").clicks()).isEqualTo(2);
        assertThatThrownBy(() -> feeds.newest("x", "c"))
                .isInstanceOf(IOException.class)
                .hasMessage("counted.experiment-metrics has nothing of x|c, but of [x|b]");
    }

    @Test
    void figuresThatAreNotThoseOfTheOutcomesAreBroken() throws Exception {
        JobTopics topics = topics("wrong.");
        for (String variant : List.of("a", "b")) {
            write(topics.outcomes(), "s", interaction("s", "e" + variant, "click", variant));
            write(topics.experimentMetrics(), "x|" + variant, metrics(variant, 2));
        }
        Story story = new Story(told::add, System::nanoTime);

        new FigureChecks(feeds(topics), story)
                .check(
                        new FigureChecks.Pair("A/A", "x", "b", "a"),
                        Verdict.NO_DIFFERENCE,
                        Duration.ZERO);

        assertThat(story.broken())
                .satisfiesExactly(
                        line -> assertThat(line).contains("x|a", "1 in outcomes, 2.0 in figures"),
                        line -> assertThat(line).contains("x|b", "1 in outcomes, 2.0 in figures"),
                        line -> assertThat(line).contains("no difference", "too early"),
                        line -> assertThat(line).contains("shares its users out", "p 0.001"));
    }

    @Test
    void tellsWhatStandsInTheTopics() throws Exception {
        JobTopics topics = topics("told.");
        write(topics.models(), "b", "{\"slot\":\n \"b\"}".getBytes(UTF_8));
        write(topics.models(), "b", null);
        write(topics.outcomes(), "s", interaction("s", "e1", "click", "b"));
        write(topics.outcomes(), "s", interaction("s", "e2", "click", "b"));
        write(topics.experimentMetrics(), "x|b", metrics("b", 1));

        new TopicContents(broker.bootstrapServers(), topics, told::add).tell();

        assertThat(told)
                .containsSequence(
                        "all of told.models", "  b  {\"slot\": \"b\"}", "  b  (taken back)", "")
                .contains("  told.outcomes                              2")
                .contains("  told.models                                2")
                .filteredOn(line -> line.startsWith("  s  "))
                .singleElement()
                .asString()
                .contains("\"eventId\":\"e2\"");
        assertThat(told).filteredOn(line -> line.startsWith("  x|b  {")).hasSize(1);
    }

    private static JobTopics topics(String prefix) throws IOException {
        JobTopics topics = JobTopics.withPrefix(prefix);
        topics.create(broker.bootstrapServers(), 1);
        return topics;
    }

    private static ExperimentFeeds feeds(JobTopics topics) {
        return new ExperimentFeeds(
                broker.bootstrapServers(),
                topics.experimentMetrics(),
                topics.outcomes(),
                Set.of("view", "click"));
    }

    private static void write(String topic, String key, byte @Nullable [] value)
            throws IOException {
        try (KeyedWriter writer = KeyedWriter.open(broker.bootstrapServers(), topic)) {
            writer.write(key, value);
        }
    }

    private static byte[] metrics(String variant, double clicks) throws IOException {
        return JSON.writeValueAsBytes(
                new VariantMetrics(
                        "x", variant, false, 0, 9, 9, clicks, 0, 0, 0.001, null, null, List.of()));
    }

    private static byte[] interaction(String slate, String event, String type, String variant)
            throws IOException {
        return outcome(
                slate,
                new AttributedInteraction(event, "i", 0, "catalogue", type, null, 2),
                variant);
    }

    private static byte[] outcome(
            String slate, @Nullable AttributedInteraction earned, String variant)
            throws IOException {
        return JSON.writeValueAsBytes(
                new Outcome(
                        Outcome.idOf(slate, earned == null ? null : earned.eventId()),
                        earned == null ? OutcomeKind.UNANSWERED : OutcomeKind.INTERACTION,
                        "u",
                        slate,
                        "home",
                        1,
                        Shown.STANDING_SLATE,
                        null,
                        20,
                        earned,
                        new ModelId("demo", "1"),
                        List.of(new Assignment("x", variant)),
                        new OutcomeTimestamps(1, 2L, 3)));
    }
}
