package io.freshet.lab.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.freshet.core.domain.Item;
import io.freshet.core.domain.ModelRelease;
import io.freshet.lab.demo.DemoExperiment;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KeyedWriter;
import io.freshet.lab.process.LoopbackPort;
import io.freshet.lab.release.ReleaseWriter;
import io.freshet.lab.time.Await;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page as a person sees it: a broker, the job, the console as a process, and Chromium. Pictures
 * of every view go to {@code -Dconsole.pictures=DIRECTORY}, after {@code
 * -Dconsole.pictures.events=NUMBER} of {@code -Dconsole.pictures.users=NUMBER}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConsoleIT {

    private static final String EVIL =
            "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=2</script>";
    private static final JobTopics TOPICS = JobTopics.byDefault();

    /** Pictures want an experiment that can be decided. */
    private static final Population POPULATION =
            new Population(Integer.getInteger("console.pictures.users", 200), 500, 1, 1);

    private static final boolean IS_FOR_PICTURES = System.getProperty("console.pictures") != null;
    private static final Path PICTURES =
            Path.of(System.getProperty("console.pictures", "target/pictures"));

    /** At 200 a second: pictures want curves that are longer than tests have the time for. */
    private static final int EVENTS_BEFORE = Integer.getInteger("console.pictures.events", 1_000);

    @TempDir private static Path directory;

    private static Browser browser;
    private static EmbeddedPipeline pipeline;
    private static DemoConsole console;
    private static TrafficSender sender;
    private static CompletableFuture<Void> sending;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.openOrSkip();
        int rest = LoopbackPort.free();
        pipeline =
                EmbeddedPipeline.start(
                        directory.resolve("pipeline"),
                        new EmbeddedPipeline.Settings(
                                Path.of("demo-bundle").toAbsolutePath(), 2, 1, options(rest)));
        TrafficProfile profile = TrafficProfile.calm(POPULATION, 200, 1);
        TrafficSimulator traffic = new TrafficSimulator(profile, Clock.systemUTC().instant());
        List<Item> items = new ArrayList<>(CatalogueWriter.items(traffic.catalogue()));
        items.add(Item.of(EVIL, EVIL, EVIL));
        CatalogueWriter.write(KafkaAccess.plain(pipeline.bootstrapServers()), items);
        console =
                DemoConsole.start(
                        Path.of("").toAbsolutePath(),
                        directory.resolve("console.log"),
                        pipeline.bootstrapServers(),
                        "http://127.0.0.1:" + rest,
                        0);
        sender =
                new TrafficSender(
                        pipeline.bootstrapServers(),
                        EmbeddedPipeline.EVENTS,
                        SendSchedule.atSpeed(1),
                        EventStamp.now(Clock.systemUTC()));
        sending = CompletableFuture.runAsync(() -> send(traffic));
        attack();
        if (!IS_FOR_PICTURES) {
            attackByExperimentsAndReleases();
        }
        DemoExperiment.begin(pipeline.bootstrapServers());
        browser.open(console.address());
        browser.awaitText(text -> text.contains("slates per second"));
        Await.until(
                () -> sender.sent() > EVENTS_BEFORE,
                Duration.ofMinutes(5),
                "fewer than " + EVENTS_BEFORE + " events were sent");
    }

    private static Map<String, String> options(int restPort) {
        Map<String, String> options = new HashMap<>(DemoExperiment.OPTIONS);
        options.put("rest.address", "127.0.0.1");
        options.put("rest.port", Integer.toString(restPort));
        options.put("metrics.fetcher.update-interval", "500");
        return options;
    }

    @AfterAll
    static void stop() throws Exception {
        try (Browser open = browser;
                EmbeddedPipeline running = pipeline;
                DemoConsole page = console;
                TrafficSender traffic = sender) {
            if (traffic != null) {
                traffic.stop();
                sending.get();
            }
        }
    }

    private static void send(TrafficSimulator traffic) {
        try {
            sender.send(traffic, (record, due) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Markup in every field that an event can carry, and in what is no event. */
    private static void attack() throws Exception {
        long now = Clock.systemUTC().millis();
        String evil = EVIL.replace("\"", "\\\"");
        List<String> values =
                List.of(
                        """
                        {"eventId": "1%s", "userId": "%s", "itemId": "%s", "type": "click",
                         "timestamp": %d, "surface": "%s", "slateId": "%s", "value": 1}
                        """
                                .formatted(evil, evil, evil, now, evil, evil),
                        """
                        {"eventId": "2%s", "userId": "%s", "itemId": "item-00001",
                         "type": "click", "timestamp": %d}
                        """
                                .formatted(evil, evil, now + 1),
                        """
                        {"eventId": "3", "userId": "%s", "itemId": "%s", "type": "%s",
                         "timestamp": %d, "%s": 1}
                        """
                                .formatted(evil, evil, evil, now, evil),
                        EVIL);
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", pipeline.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (String value : values) {
                byte[] bytes = value.getBytes(UTF_8);
                producer.send(new ProducerRecord<>(EmbeddedPipeline.EVENTS, EVIL, bytes)).get();
            }
        }
    }

    /** One experiment is followed, one is refused, and a release cannot be found. */
    private static void attackByExperimentsAndReleases() throws IOException {
        String evil = EVIL.replace("\"", "\\\"");
        String record =
                """
                {"experimentId": "%s", "control": "%s", "layer": {"name": "%s"},
                 "variants": [{"name": "%s", "share": 0.5%s}, {"name": "b", "share": 0.5}]}
                """;
        try (KeyedWriter experiments =
                KeyedWriter.open(pipeline.bootstrapServers(), TOPICS.experiments())) {
            experiments.write(
                    "z" + EVIL, record.formatted("z" + evil, evil, evil, evil, "").getBytes(UTF_8));
            String unknownSlot = ", \"changes\": {\"modelSlot\": \"%s\"}".formatted(evil);
            experiments.write(
                    "refused",
                    record.formatted("refused", evil, evil, evil, unknownSlot).getBytes(UTF_8));
        }
        try (ReleaseWriter models =
                ReleaseWriter.open(
                        KafkaAccess.plain(pipeline.bootstrapServers()), TOPICS.models())) {
            models.release(
                    new ModelRelease("challenger", "file:///" + EVIL, "0".repeat(64), EVIL, EVIL));
        }
    }

    @Test
    void theTokenLeavesTheAddressAndLetsAPersonClickAsAUser() {
        browser.resize(1440, 1000, false);
        browser.open(console.address());
        browser.await("h1");
        assertThat(browser.address()).doesNotContain("token");

        browser.open(page("users/" + someUser()));
        String before = browser.await("main").getText();
        browser.click("button.act");

        browser.awaitText(text -> text.contains("after your click"));
        assertThat(browser.await("main").getText()).isNotEqualTo(before);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWrongTokenIsRefusedAndSaysSo() {
        try (Browser stranger = Browser.openOrSkip()) {
            stranger.resize(1440, 1000, false);
            stranger.open(page("users/" + someUser()));
            stranger.await("main");
            assertThat(stranger.all("button.act")).isEmpty();

            stranger.click("details.enter > summary");
            stranger.await("input[type=password]").sendKeys("not-the-token-of-it\n");

            stranger.awaitText(text -> text.contains("This is not the token"));
            assertThat(stranger.all("button.act")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "overview, ''",
        "users, users",
        "items, items",
        "evil-experiments, experiments",
        "evil-experiment, experiments/zEVIL",
        "dead-letters, dead-letters",
        "evil-user, users/EVIL",
        "evil-item, items/EVIL"
    })
    void whatUsersSendNeverBecomesMarkup(String name, String route) {
        browser.resize(1440, 1000, false);
        browser.open(page(route.replace("EVIL", encoded())));
        browser.await("main .view > *");
        if (name.startsWith("evil") || name.equals("dead-letters")) {
            browser.awaitText(text -> text.contains("<img src=x"));
        }
        browser.openDetails();

        assertThat(browser.run("return window.attacked")).isNull();
        assertThat(browser.all("main img, main script")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** Both sizes and both schemes; pictures are taken of each size in each scheme. */
    static Stream<Arguments> looks() {
        Stream<Arguments> tested =
                Stream.of(
                        arguments("wide", 1440, 900, "dark"),
                        arguments("phone", 390, 844, "light"));
        Stream<Arguments> others =
                Stream.of(
                        arguments("wide", 1440, 900, "light"),
                        arguments("phone", 390, 844, "dark"));
        return IS_FOR_PICTURES ? Stream.concat(tested, others) : tested;
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyViewFitsAndHasAPicture(String size, int width, int height, String scheme)
            throws IOException {
        browser.resize(width, height, scheme.equals("dark"));
        Map<String, String> views =
                Map.of(
                        "overview", "",
                        "users", "users",
                        "user", "users/" + someUser(),
                        "items", "items",
                        "item", "items/item-00001",
                        "experiments", "experiments",
                        "experiment", "experiments/attention-or-popular",
                        "dead-letters", "dead-letters");
        for (Map.Entry<String, String> view : views.entrySet()) {
            browser.open(page(view.getValue()));
            browser.await("main .view > *");
            browser.awaitText(
                    text -> !text.contains("Waiting for the first") && text.length() > 100);
            Number wider =
                    (Number)
                            browser.run("return document.documentElement.scrollWidth - innerWidth");
            assertThat(wider.intValue()).as(view.getKey()).isLessThanOrEqualTo(0);
            browser.picture(PICTURES.resolve(view.getKey() + "-" + size + "-" + scheme + ".png"));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    private static String page(String route) {
        return console.address().replaceAll("#.*", "#/") + route;
    }

    private static String encoded() {
        return URLEncoder.encode(EVIL, UTF_8).replace("+", "%20");
    }

    private static String someUser() {
        return "user-0";
    }
}
