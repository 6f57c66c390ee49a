package io.freshet.console.web;

import static io.freshet.console.TestingSlates.slate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.console.TestingMetrics;
import io.freshet.console.live.LiveTopics;
import io.freshet.console.topic.BackwardSearch;
import io.freshet.console.topic.InteractionWriter;
import io.freshet.console.topic.KafkaAccess;
import io.freshet.console.topic.TopicNames;
import io.freshet.console.user.WatchedUsers;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP answers, without a broker. */
class ConsoleServerTest {

    private static final String TOKEN = "a-token-of-the-test";
    private static final String CLICK = "{\"itemId\": \"a\", \"type\": \"click\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final LiveTopics live = LiveTopics.create(10);
    private final AtomicBoolean reads = new AtomicBoolean(true);
    private ConsoleServer server;

    @BeforeEach
    void start() throws IOException {
        server = started(TOKEN, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesThePageUnderAStrictPolicy() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>").doesNotContain("<script>");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy ->
                                assertThat(policy)
                                        .startsWith("default-src 'none'")
                                        .doesNotContain("unsafe", "*", "http:"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lib/lit-html/lit-html.js",
                "/lib/lit-html/directives/repeat.js",
                "/lib/uplot/uPlot.esm.js",
                "/lib/uplot/uPlot.min.css",
                "/lib/roboto/fonts/roboto/Roboto-Regular.woff2"
            })
    void servesTheLibrariesOfThePage(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lib/uplot/../LICENSE",
                "/lib/uplot/..%2fLICENSE",
                "/lib/other/x.js",
                "/lib/lit-html/",
                "/io/freshet/console/Console.class",
                "/../log4j2.properties",
                "/api/nothing"
            })
    void servesNothingElse(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1", "127.0.0.1")).matches("HTTP/1.1 4\\d\\d .*");
    }

    @Test
    void anybodyOnThisMachineMayLookAndNobodyMayWriteWithoutTheToken() throws Exception {
        assertThat(get("/api/users").body()).isEqualTo("{\"users\":[]}");
        assertThat(get("/api/session").body()).contains("\"mayWrite\":false", "\"signIn\":true");
        HttpResponse<String> refused = post("/api/users/u/interactions", CLICK, null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("sign in with the console's token first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\": \"a-token-of-the-tesT\"}",
                "{\"token\": \"\"}",
                "{\"token\": null}",
                "{}"
            })
    void aWrongTokenIsRefused(String body) throws Exception {
        HttpResponse<String> refused = post("/api/session", body, null);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theTokenGivesASessionThatNoScriptCanRead() throws Exception {
        HttpResponse<String> signedIn =
                post("/api/session", "{\"token\": \"" + TOKEN + "\"}", null);

        assertThat(signedIn.statusCode()).isEqualTo(204);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        HttpResponse<String> bad =
                post("/api/users/u/interactions", "{\"itemId\": \"a\", \"type\": \"x\"}", cookie);
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("type is 'x', expected one of [view, click]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"click\"}",
                "{\"itemId\": \"\", \"type\": \"click\"}",
                "{\"itemId\": \"a\", \"type\": \"click\", \"surface\": \"\"}",
                "{\"itemId\": 7, \"type\": \"click\"}",
                "{\"itemId\": \"a\", \"type\": \"click\"} trailing",
                "[1]",
                "not JSON"
            })
    void whatIsNoInteractionIsNotWritten(String body) throws Exception {
        String cookie = signIn();

        assertThat(post("/api/users/u/interactions", body, cookie).statusCode()).isEqualTo(400);
    }

    @Test
    void brokersThatAreAwayAreNamedAsTheReason() throws Exception {
        HttpResponse<String> failed = post("/api/users/u/interactions", CLICK, signIn());

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).contains("not written to events");
    }

    @Test
    void anotherPageOrAnotherNameIsRefused() throws Exception {
        HttpResponse<String> foreign =
                send(
                        HttpRequest.newBuilder(uri("/api/users"))
                                .header("Origin", "http://evil.example"));
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(raw("GET /api/users HTTP/1.1", "evil.example")).contains(" 403 ");
        assertThat(raw("GET /api/users HTTP/1.1", "localhost")).contains(" 200 ");
    }

    @Test
    void withoutATokenItOnlyReads() throws Exception {
        server.close();
        server = started(null, InetAddress.getLoopbackAddress());

        assertThat(get("/api/session").body()).contains("\"signIn\":false");
        assertThat(post("/api/users/u/interactions", CLICK, null).body()).contains("it only reads");
        assertThat(post("/api/session", "{\"token\": \"\"}", null).statusCode()).isEqualTo(401);
    }

    @Test
    void fromElsewhereEvenLookingTakesTheToken() throws Exception {
        assertThatThrownBy(() -> started(null, InetAddress.getByName("0.0.0.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes a token");
        server.close();
        server = started(TOKEN, InetAddress.getByName("0.0.0.0"));

        assertThat(get("/api/users").statusCode()).isEqualTo(401);
        assertThat(get("/api/session").statusCode()).isEqualTo(401);
        assertThat(get("/api/live/overview").statusCode()).isEqualTo(401);
        assertThat(get("/health").body()).isEqualTo("ok");
        HttpResponse<String> seen =
                send(HttpRequest.newBuilder(uri("/api/users")).header("Cookie", signIn()));
        assertThat(seen.statusCode()).isEqualTo(200);
    }

    @Test
    void itIsNotWellWhenNobodyReadsTheTopics() throws Exception {
        reads.set(false);

        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).contains("no longer read");
    }

    @Test
    void aBodyThatIsTooLongIsCalledThat() throws Exception {
        String body = "{\"itemId\": \"" + "x".repeat(20_000) + "\", \"type\": \"click\"}";

        assertThat(post("/api/users/u/interactions", body, signIn()).statusCode()).isEqualTo(413);
    }

    @Test
    void noMoreBrowsersListenThanMayHoweverQuicklyTheyCome() throws Exception {
        List<CompletableFuture<HttpResponse<InputStream>>> asked = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri("/api/live/overview"))
                            .header("Accept", "text/event-stream")
                            .build();
            asked.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
        }

        int served = 0;
        for (CompletableFuture<HttpResponse<InputStream>> each : asked) {
            HttpResponse<InputStream> answer = each.get(60, TimeUnit.SECONDS);
            String start = new String(answer.body().readNBytes(6), StandardCharsets.UTF_8);
            served += answer.statusCode() == 200 && start.equals("event:") ? 1 : 0;
        }
        assertThat(served).isEqualTo(64);
    }

    @Test
    void aUserWhoseIdIsTooLongIsRefusedInWords() throws Exception {
        HttpResponse<String> refused = get("/api/live/users/" + "x".repeat(300));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("userId has 300 characters, expected 1 to 256");
    }

    @Test
    void whoComesGetsThePastAndThenEachSecond() throws Exception {
        live.traffic().event();
        server.tick();
        try (BufferedReader stream = stream("/api/live/overview")) {
            assertThat(event(stream)).contains("\"history\":[{", "\"events\":1");
            live.traffic().event();
            live.traffic().event();
            server.tick();
            assertThat(event(stream)).contains("\"events\":2").doesNotContain("history");
        }
    }

    @Test
    void anExperimentIsFollowedWithItsCurves() throws Exception {
        live.experiments()
                .status(new ExperimentStatus("a/b", ExperimentState.RUNNING, "<b>why</b>", 7));
        try (BufferedReader list = stream("/api/live/experiments");
                BufferedReader page = stream("/api/live/experiments/a%2Fb")) {
            assertThat(event(list))
                    .contains(
                            "\"experimentId\":\"a/b\"",
                            "\"state\":\"running\"",
                            "\"reason\":\"<b>why</b>\"",
                            "\"slots\":[]");
            assertThat(event(page)).contains("\"curves\":[]");
            live.experiments().metrics(TestingMetrics.of("a/b", "treatment", 5, 0.1));
            server.slowTick();
            assertThat(event(list)).contains("\"users\":1000").doesNotContain("\"curves\"");
            assertThat(event(page))
                    .contains(
                            "\"curves\":[{\"variant\":\"treatment\",\"points\":[{\"at\":5,"
                                    + "\"lift\":0.1,\"low\":0.05,\"high\":0.15");
        }
    }

    @Test
    void releasesGoOutWithExperiments() throws Exception {
        live.releases()
                .add(
                        new ModelStatus(
                                "default",
                                ModelStatus.State.REJECTED,
                                null,
                                "<i>",
                                new ModelId("films", "1"),
                                0,
                                2,
                                9));
        try (BufferedReader list = stream("/api/live/experiments")) {
            assertThat(event(list))
                    .contains(
                            "\"slots\":[{\"slot\":\"default\"",
                            "\"state\":\"rejected\"",
                            "\"reason\":\"<i>\"",
                            "\"serving\":{\"name\":\"films\",\"version\":\"1\"}");
        }
    }

    @Test
    void anItemHasAPage() throws Exception {
        live.items().shown(slate("home", "<b>u</b>", 1, "a b/c"), Clock.systemUTC().millis());

        assertThat(get("/api/items/a%20b%2Fc").body()).contains("\"users\":[\"<b>u</b>\"]");
        assertThat(get("/api/items/unknown").statusCode()).isEqualTo(404);
        assertThat(get("/api/items/unknown").body())
                .isEqualTo("{\"error\":\"nothing is known of item 'unknown'\"}");
    }

    private ConsoleServer started(@Nullable String token, InetAddress address) throws IOException {
        KafkaAccess nobody = new KafkaAccess(Map.of("bootstrap.servers", "127.0.0.1:1"));
        TopicNames names =
                new TopicNames(
                        "events",
                        "recommendations",
                        "dead-letters",
                        "catalog",
                        "experiments",
                        "experiment-status",
                        "experiment-metrics",
                        "model-status");
        return ConsoleServer.start(
                new ServerSettings(address, 0, token, false, List.of("view", "click"), "home"),
                new ConsoleServer.Sources(
                        live,
                        new WatchedUsers(new BackwardSearch(nobody, 1_000), names, live.titles()),
                        new InteractionWriter(nobody, "events"),
                        List::of,
                        reads::get,
                        () -> null),
                Clock.systemUTC());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return send(
                path.contains("/live/") ? request.header("Accept", "text/event-stream") : request);
    }

    private HttpResponse<String> post(String path, String body, @Nullable String cookie)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(cookie == null ? request : request.header("Cookie", cookie));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String signIn() throws Exception {
        return post("/api/session", "{\"token\": \"" + TOKEN + "\"}", null)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
    }

    private BufferedReader stream(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream").build();
        return new BufferedReader(
                new InputStreamReader(
                        http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(),
                        StandardCharsets.UTF_8));
    }

    private static String event(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data:")) {
            line = stream.readLine();
        }
        return line;
    }

    /** The first line of the answer to what no well-behaved client sends. */
    private String raw(String request, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                PrintWriter out =
                        new PrintWriter(
                                socket.getOutputStream(), false, StandardCharsets.US_ASCII);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            out.print(request + "\r\nHost: " + host + ":" + server.port());
            out.print("\r\nConnection: close\r\n\r\n");
            out.flush();
            return in.readLine();
        }
    }
}
