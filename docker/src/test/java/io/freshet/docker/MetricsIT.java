package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.job.RecommenderJob;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.EmbeddedBroker;
import io.freshet.lab.process.LoopbackPort;
import io.freshet.lab.time.Await;
import io.freshet.lab.traffic.Disturbance;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts the job by the containers' configuration, sends it events, asks for its metrics, and holds
 * dashboards and alerts against what it tells.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class MetricsIT {

    private static final int EVENTS = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

    /** What Prometheus and its configuration add to every series. */
    private static final Set<String> ADDED = Set.of("job", "instance", "accelerator");

    @TempDir private static Path directory;

    private static Scrape scrape;

    @BeforeAll
    static void scrapeARunningJob() throws Exception {
        int port = LoopbackPort.free();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
            JobTopics.byDefault().create(broker.bootstrapServers(), 2);
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.createLocalEnvironment(
                            1, configuration(broker.bootstrapServers(), port));
            RecommenderJob.define(environment, environment.getConfiguration());
            JobClient job = environment.executeAsync("Freshet recommender");
            try {
                send(broker.bootstrapServers());
                Await.until(() -> tellsEverything(port), PATIENCE, "the job does not tell all");
            } finally {
                job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                environment.close();
            }
        }
    }

    /** Frees what would keep the directory from being removed. */
    @AfterAll
    static void forget() {
        scrape = null;
    }

    /** As docker/bare does: another place for files and names, all else as in the file. */
    private static Configuration configuration(String bootstrapServers, int port) {
        Configuration configuration =
                GlobalConfiguration.loadConfiguration(
                        Repository.DOCKER.resolve("config/flink").toString());
        Map<String, String> here =
                Map.of(
                        "jobmanager.rpc.address",
                        "127.0.0.1",
                        "rest.address",
                        "127.0.0.1",
                        "rest.bind-address",
                        "127.0.0.1",
                        "rest.port",
                        "0",
                        "io.tmp.dirs",
                        directory.resolve("tmp").toString(),
                        "execution.checkpointing.dir",
                        directory.resolve("checkpoints").toUri().toString(),
                        "execution.checkpointing.savepoint-dir",
                        directory.resolve("savepoints").toUri().toString(),
                        "execution.checkpointing.interval",
                        "1 s",
                        "metrics.reporter.prom.port",
                        Integer.toString(port),
                        "recommender.kafka.bootstrap-servers",
                        bootstrapServers);
        configuration.addAll(Configuration.fromMap(here));
        configuration.addAll(
                Configuration.fromMap(
                        BundleOptions.of(Repository.ROOT.resolve("src/lab/demo-bundle"))));
        return configuration;
    }

    private static void send(String bootstrapServers) throws IOException {
        TrafficProfile profile =
                TrafficProfile.calm(new Population(2_000, 500, 1, 1), 100, 1)
                        .with(new Disturbance(0.02, 0.02, 0.05, Duration.ofSeconds(1)));
        Clock clock = Clock.systemUTC();
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers,
                        JobTopics.byDefault().events(),
                        SendSchedule.atSpeed(1),
                        EventStamp.now(clock))) {
            var unused =
                    sender.send(
                            new Limited<>(new TrafficSimulator(profile, clock.instant()), EVENTS),
                            (record, due) -> {});
        }
    }

    private static boolean tellsEverything(int port) throws IOException {
        scrape = Scrape.at(port);
        return scrape.sum(OPERATOR + "slates") > 0
                && scrape.sum(OPERATOR + "reason_deadLetters") > 0
                && scrape.sum(OPERATOR + "countsAgeMillis_count") > 0
                && !scrape.of(OPERATOR + "pendingRecords").isEmpty()
                && scrape.sum("flink_jobmanager_job_numberOfCompletedCheckpoints") > 0;
    }

    @Test
    void dashboardsAskForWhatTheJobTells() {
        for (String name : Dashboard.NAMES) {
            for (Dashboard.Target target : Dashboard.read(name).targets()) {
                assertAnswered(target.panel(), target.expression());
                assertLegend(target);
            }
        }
    }

    @Test
    void variablesAskForWhatTheJobTells() {
        Pattern values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
        for (String name : Dashboard.NAMES) {
            Matcher asked =
                    values.matcher(
                            Dashboard.read(name)
                                    .json()
                                    .at("/templating/list/1/definition")
                                    .asText());
            assertThat(asked.matches()).isTrue();
            assertThat(labels(asked.group(1))).contains(asked.group(2));
        }
    }

    @Test
    void alertsAskForWhatTheJobTells() {
        for (JsonNode alert : AlertsTest.all()) {
            String name = alert.path("alert").asText();
            assertAnswered(name, alert.path("expr").asText());
            assertThat(Query.of(alert.path("expr").asText()).selectors()).as(name).isNotEmpty();
        }
    }

    /** Metrics that the pages for operators name are there, too. */
    @Test
    void pagesNameWhatTheJobTells() {
        String page = Repository.read("src/site/operations.md");
        String table = page.substring(page.indexOf("## Metrics"), page.indexOf("## Versions"));
        List<String> named =
                table.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\|")[1])
                        .flatMap(cell -> Pattern.compile("`(\\w+)`").matcher(cell).results())
                        .map(found -> found.group(1))
                        .filter(name -> !List.of("reason", "insertion", "kind").contains(name))
                        .toList();

        assertThat(named).hasSizeGreaterThan(10);
        for (String name : named) {
            assertThat(scrape.metrics().keySet())
                    .as(name)
                    .anyMatch(metric -> metric.startsWith(OPERATOR) && metric.endsWith("_" + name));
        }
    }

    private static void assertAnswered(String where, String expression) {
        Query query = Query.of(expression);
        for (Query.Selector selector : query.selectors()) {
            Set<String> labels = labels(selector.metric());
            assertThat(labels).as("%s asks for %s", where, selector.metric()).isNotEmpty();
            assertThat(labels)
                    .as("%s matches labels of %s", where, selector.metric())
                    .containsAll(selector.matchers().keySet());
            assertThat(labels)
                    .as("%s groups %s by labels", where, selector.metric())
                    .containsAll(query.labels());
            assertThat(scrape.of(selector.metric()))
                    .as("%s asks for values of %s", where, selector)
                    .anyMatch(series -> matches(series, selector.matchers()));
        }
    }

    private static void assertLegend(Dashboard.Target target) {
        Query query = Query.of(target.expression());
        Set<String> shown = new HashSet<>(query.labels());
        boolean aggregated = target.expression().matches("(?s).*\\b(sum|min|max)\\b.*");
        if (!aggregated) {
            shown.addAll(labels(query.selectors().get(0).metric()));
        }
        Matcher label = Pattern.compile("\\{\\{(\\w+)\\}\\}").matcher(target.legend());
        while (label.find()) {
            assertThat(shown).as(target.toString()).contains(label.group(1));
        }
    }

    private static boolean matches(Scrape.Series series, Map<String, String> matchers) {
        return matchers.entrySet().stream()
                .filter(matcher -> !matcher.getValue().isEmpty())
                .filter(matcher -> !ADDED.contains(matcher.getKey()))
                .allMatch(
                        matcher ->
                                matcher.getValue().equals(series.labels().get(matcher.getKey())));
    }

    /** Empty if there is no such metric. */
    private static Set<String> labels(String metric) {
        Set<String> labels = new HashSet<>();
        for (Scrape.Series series : scrape.of(metric)) {
            labels.addAll(series.labels().keySet());
            labels.addAll(ADDED);
        }
        return labels;
    }
}
