package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.dataset.InteractionLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    @Test
    void importsAFileAndTellsWhatBecameOfItsLines() throws IOException {
        Path ratings = Files.writeString(file("u.data"), "1\t2\t3\t1588327200\n1\tx\n");

        int code = lab("import", "movielens:" + ratings, "--out", file("out.jsonl.gz").toString());

        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        "2 lines, 1 interactions\n"
                                + "left out by rule: none; bad: wrong fields 1\n");
        assertThat(err.toString())
                .isEqualTo(
                        ratings
                                + ":2: wrong fields: found 2 fields, expected 4\n"
                                + "1 bad lines, all in "
                                + file("out.jsonl.gz.bad")
                                + "\n");
        try (InteractionLog log = InteractionLog.open(file("out.jsonl.gz"))) {
            assertThat(log.next().itemId()).isEqualTo("2");
            assertThat(log.hasNext()).isFalse();
        }
    }

    @Test
    void leavesNoOutputBehindAFailedImport() throws IOException {
        Path ratings = Files.writeString(file("u.data"), "1\t2\t3\t1\n");

        assertFails("u.data:1: bad time", "import", "movielens:" + ratings, "--out", out("x"));

        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(ratings, file("x.bad"));
        }
    }

    @Test
    void theSameSimulationGivesTheSameFile() throws IOException {
        assertThat(lab("simulate", "--events", "500", "--out", out("a"))).isZero();
        assertThat(lab("simulate", "--events", "500", "--out", out("b"))).isZero();

        assertThat(file("a")).hasSameBinaryContentAs(file("b"));
        assertThat(Files.readAllLines(file("a"))).hasSize(500);
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path bad = Files.writeString(file("bad.jsonl"), "{}\n");

        assertFails("no command");
        assertFails("Unmatched argument", "nonsense");
        assertFails("--out", "import", "csv:a");
        assertFails("FORMAT:PATH", "import", "a", "--out", out("x"));
        assertFails("absent is not a file", "import", "csv:absent", "--out", out("x"));
        assertFails("both read and written", "import", "csv:" + file("x"), "--out", out("x"));
        assertFails("is not there", "simulate", "--events", "1", "--out", out("no/where"));
        assertFails("is a directory", "simulate", "--events", "1", "--out", directory.toString());
        assertFails("either --out or --bootstrap-servers", "simulate");
        assertFails("--events is missing", "simulate", "--out", out("x"));
        assertFails("--events is -1", "simulate", "--out", out("x"), "--events", "-1");
        assertFails("users is 0", "simulate", "--events", "1", "--users", "0", "--out", out("x"));
        assertFails("--bootstrap-servers is missing", "replay", bad.toString());
        assertFails("is not a file", "replay", "absent", "--bootstrap-servers", "localhost:1");
        assertFails("--batch has 0", "ranker", "--batch", "1,0");
        assertFails("--items has 0", "counts", "--items", "1,0");
        assertFails("--time is PT0S", "counts", "--time", "0s");
        assertFails("--hours, --rate and --speed are 1", "novelty", "--hours", "1");
        assertFails("--launch-every", "novelty", "--launch-every", "0s");
        assertFails(
                "--effects are 5 and 0", "experiment-simulation", "--experiments=5", "--effects=0");
        assertFails("--provider is auto", "ranker", "--provider", "auto");
        assertFails("no model in fp16", "ranker", "--bundle", "demo-bundle", "--precision", "fp16");
        assertFails("rate is -1", "replay", "a", "--rate", "-1", "--bootstrap-servers", "h:1");
        assertFails("speed is 'warp'", "replay", "a", "--speed", "warp");
        assertFails("mutually exclusive", "replay", "a", "--speed", "2x", "--rate", "1");
        assertFails("'--timestamps'", "replay", "a", "--timestamps", "later");
        assertFails(
                "no broker at 'nowhere'",
                "replay",
                bad.toString(),
                "--bootstrap-servers",
                "nowhere");
        assertFails("--topic is 'x'", "broker", "--dir", out("b"), "--topic", "x");
        assertFails("--port", "broker", "--dir", out("b"), "--port", "many");
    }

    @Test
    void saysInOneLineWhatIsWrongWithABench() {
        assertBenchFails("--rounds is 0, expected 1 or more", "--rounds", "0");
        assertBenchFails("--users is -1", "--users", "-1");
        assertBenchFails("--parallelism is 0", "--parallelism", "0");
        assertBenchFails("--time is PT0.05S, expected PT0.1S or more", "--time", "50ms");
        assertBenchFails("'soon' is not a time", "--time", "soon");
        assertBenchFails("model bundle " + directory);
    }

    @Test
    void saysWhatIsWrongWithADemoBeforeItStartsAnything() throws IOException {
        Path text = Files.writeString(file("text"), "no bundle");

        assertDemoFails("--rate is 0.0", "--rate=0");
        assertDemoFails("--rate is NaN", "--rate=NaN");
        assertDemoFails("--titles is /nowhere", "--titles=/nowhere");
        assertDemoFails(
                "--titles: /nowhere is not a file", "--dataset=csv:" + text, "--titles=/nowhere");
        assertDemoFails("--dataset: /nowhere is not a file", "--dataset=csv:/nowhere");
        assertDemoFails("found 'shop', expected FORMAT:PATH", "--dataset=shop");
        assertDemoFails("absent: there is no such directory", "--bundle=" + file("absent"));
        assertDemoFails("text: it is a file, expected a directory", "--bundle=" + text);
    }

    private void assertDemoFails(String expected, String... arguments) {
        List<String> all = new ArrayList<>(List.of("demo", "--bundle=demo-bundle"));
        for (String each : arguments) {
            if (each.startsWith("--bundle")) {
                all.remove(1);
            }
            all.add(each);
        }
        assertFails(expected, all.toArray(String[]::new));
    }

    @Test
    void saysInOneLineWhatIsWrongWithARelease() throws IOException {
        assertReleaseFails("--uri, --sha256, --name and --model-version", out("absent"));
        assertReleaseFails("has no manifest.json", directory.toString());
        Path text = Files.writeString(file("text"), "no zip file");
        assertReleaseFails("neither a directory nor a zip file", text.toString());
        assertReleaseFails("--sha256 is missing", "--uri", "s3://models/films");
        assertReleaseFails(
                "sha256 is 'x', expected 64",
                "--uri=s3://models/films",
                "--sha256=x",
                "--name=films",
                "--model-version=2");
        assertReleaseFails("--slot is 'none'", "--slot", "none", directory.toString());
        assertReleaseFails("'default' cannot be given up", "--withdraw");
        assertReleaseFails("expected no bundle", "--withdraw", "--slot", "b", "x");
        assertReleaseFails("no broker at 'nowhere'", "--withdraw", "--slot", "b");
        assertFails("--reloads, --rate and --repeat are -1", "releases", "--reloads", "-1");
        assertFails("--rate and --time are 200.0 and PT0S", "rehearsal", "--time", "0s");
    }

    @Test
    void saysInOneLineWhatIsWrongWithAnExperiment() throws IOException {
        assertFails("no command", "experiment");
        assertFails("'--bootstrap-servers=HOST:PORT'", "experiment", "status");
        assertExperimentFails("'FILE'", "start");
        assertExperimentFails("absent is not there", "start", out("absent"));
        assertExperimentFails("is a directory, expected a file", "start", directory.toString());
        Path text = Files.writeString(file("text"), "shares: 50, 50");
        assertExperimentFails(text + ": not JSON", "start", text.toString());
        Path shares =
                Files.writeString(
                        file("shares.json"),
                        "{\"experimentId\":\"e\",\"variants\":[{\"name\":\"a\",\"share\":0.9}]}");
        assertExperimentFails(
                shares + ": the shares of the variants sum to 0.9, expected 1",
                "start",
                shares.toString());
        Path sound =
                Files.writeString(
                        file("sound.json"),
                        "{\"experimentId\":\"e\",\"variants\":[{\"name\":\"a\",\"share\":1}]}");
        assertExperimentFails("no broker at 'nowhere'", "start", sound.toString());
        assertExperimentFails("'soon' is not a time", "start", sound.toString(), "--timeout=soon");
        assertExperimentFails("no broker at 'nowhere'", "stop", "e");
        assertExperimentFails("no broker at 'nowhere'", "status", "e");
    }

    @Test
    void saysInOneLineWhatIsWrongWithPropertiesOfClients() throws IOException {
        assertCommandConfigFails("absent, expected a properties file: it is not there", "absent");
        Files.createDirectory(file("directory"));
        assertCommandConfigFails("directory, expected a properties file: ", "directory");
        Files.writeString(file("broken"), "sasl.mechanism=\\u12");
        assertCommandConfigFails("broken, expected a properties file: Malformed", "broken");
        Files.writeString(file("telepathy"), "security.protocol=TELEPATHY");
        assertCommandConfigFails(
                "no client for '127.0.0.1:1' with these properties: Invalid value TELEPATHY for"
                        + " configuration security.protocol",
                "telepathy");
        Files.writeString(
                file("keyless"), "security.protocol=SSL\nssl.truststore.location=/nowhere.jks");
        assertCommandConfigFails(
                "no client for '127.0.0.1:1' with these properties: Failed to load SSL keystore"
                        + " /nowhere.jks",
                "keyless");
    }

    private void assertCommandConfigFails(String message, String name) {
        String[] config = {"--bootstrap-servers=127.0.0.1:1", "--command-config=" + file(name)};
        assertFails(message, "experiment", "status", config[0], config[1]);
        assertFails(message, "release", "--withdraw", "--slot=b", config[0], config[1]);
        assertFails(message, "simulate", config[0], config[1]);
    }

    private void assertExperimentFails(String message, String command, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("experiment", command, "--bootstrap-servers", "nowhere"));
        arguments.addAll(List.of(options));
        assertFails(message, arguments.toArray(String[]::new));
    }

    private void assertReleaseFails(String message, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("release", "--bootstrap-servers", "nowhere"));
        arguments.addAll(List.of(options));
        assertFails(message, arguments.toArray(String[]::new));
    }

    private void assertBenchFails(String message, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("bench", "--bundle", directory.toString()));
        arguments.addAll(List.of(options));
        assertFails(message, arguments.toArray(String[]::new));
    }

    @Test
    void saysInOneLineWhatIsWrongWithMadeUpTraffic() {
        assertSimulationFails("items is 0", "--items", "0");
        assertSimulationFails("popularity exponent is -1.0", "--exponent", "-1");
        assertSimulationFails("events per second is 0.0", "--rate", "0");
        assertSimulationFails("burst factor is 0.5", "--burst-factor", "0.5");
        assertSimulationFails("burst length is PT2M", "--burst-length", "2m");
        assertSimulationFails("burst interval is PT0S", "--burst-every", "0s");
        assertSimulationFails("'soon' is not a time", "--burst-every", "soon");
        assertSimulationFails("launched items is -1", "--launches", "-1");
        assertSimulationFails("'x' is not a time", "--launch-first", "x");
        assertSimulationFails("launch interval is PT0S", "--launch-every", "0s");
        assertSimulationFails("launch demand is -1.0", "--launch-demand", "-1");
        assertSimulationFails("launch half-life is PT0S", "--launch-half-life", "0s");
        assertSimulationFails("trend boost is 101.0", "--trend-boost", "101");
        assertSimulationFails("trend length is PT1H", "--trend-length", "1h");
        assertSimulationFails("trend interval is PT0S", "--trend-every", "0m");
        assertSimulationFails("late share is 2.0", "--late", "2");
        assertSimulationFails("duplicate share is -1.0", "--duplicates", "-1");
        assertSimulationFails("malformed share is 1.1", "--malformed", "1.1");
        assertSimulationFails("mean delay is PT0S", "--delay", "0ms");
        assertSimulationFails("'--seed'", "--seed", "many");
        assertSimulationFails("'--population-seed'", "--population-seed", "many");
        assertSimulationFails("'--start'", "--start", "today");
        assertSimulationFails(
                "--partitions is 0", "--partitions", "0", "--bootstrap-servers", "localhost:1");
    }

    @Test
    void otherOptionsOfAGroupKeepTheirDefaults() throws IOException {
        assertThat(lab("simulate", "--events", "500", "--out", out("a"))).isZero();
        String[] spelledOut = {
            "simulate",
            "--events",
            "500",
            "--out",
            out("b"),
            "--users",
            "10000",
            "--rate",
            "100",
            "--launches",
            "0",
            "--trend-boost",
            "0",
            "--late",
            "0"
        };
        assertThat(lab(spelledOut)).isZero();

        assertThat(file("a")).hasSameBinaryContentAs(file("b"));
    }

    @Test
    void aFileHasTheSoundEventsOnceAndInTheOrderOfTime() throws IOException {
        assertThat(lab("simulate", "--events", "500", "--out", out("a"))).isZero();
        String[] disturbed = {
            "simulate",
            "--events",
            "500",
            "--out",
            out("b"),
            "--late",
            "0.3",
            "--duplicates",
            "0.2",
            "--malformed",
            "0.1"
        };
        assertThat(lab(disturbed)).isZero();

        assertThat(file("a")).hasSameBinaryContentAs(file("b"));
    }

    @Test
    void groupsTheOptionsOfASimulation() {
        assertThat(lab("simulate", "--help")).isZero();
        assertThat(out.toString())
                .contains("How much happens:", "--burst-factor", "--launches", "--malformed")
                .contains("default 10s", "default 100");
    }

    @Test
    void helps() {
        assertThat(lab("--help")).isZero();
        assertThat(out.toString()).contains("broker", "import", "simulate", "replay");
    }

    private void assertSimulationFails(String message, String... options) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--events", "1"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--bootstrap-servers")) {
            arguments.addAll(List.of("--out", out("x")));
        }
        assertFails(message, arguments.toArray(String[]::new));
    }

    private void assertFails(String message, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);

        assertThat(lab(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("lab").contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    private int lab(String... arguments) {
        return LabCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private String out(String name) {
        return file(name).toString();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
