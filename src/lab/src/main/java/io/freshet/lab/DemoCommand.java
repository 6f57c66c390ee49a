package io.freshet.lab;

import io.freshet.core.domain.Item;
import io.freshet.lab.console.CatalogueWriter;
import io.freshet.lab.console.DemoConsole;
import io.freshet.lab.dataset.DatasetImport;
import io.freshet.lab.dataset.DatasetSource;
import io.freshet.lab.dataset.ImportSettings;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.dataset.InteractionLogWriter;
import io.freshet.lab.dataset.TitleFile;
import io.freshet.lab.demo.Demo;
import io.freshet.lab.demo.DemoExperiment;
import io.freshet.lab.demo.DemoView;
import io.freshet.lab.demo.Preset;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.process.LoopbackPort;
import io.freshet.lab.traffic.Disturbance;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab demo}: everything on one machine, and a look at it in the terminal. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Start a broker, the job and the console, send traffic and show what comes out, until"
                    + " Ctrl-C.",
            "Without a data set the traffic is made up and the bundle is the one trained on such"
                    + " traffic."
        })
final class DemoCommand implements Callable<Integer> {

    /** The world that the demo's bundle was trained on; see make-demo-bundle. */
    static final Population POPULATION = new Population(2_000, 500, 1, 1);

    private static final long SEED = 2;

    @Spec private CommandSpec spec;

    @Option(
            names = "--bundle",
            defaultValue = "${sys:lab.home}/demo-bundle",
            paramLabel = "DIRECTORY",
            description = "The model bundle; with --dataset one that was trained on it.")
    private Path bundle;

    @Option(names = "--home", defaultValue = "${sys:lab.home}", hidden = true)
    private Path home;

    @Option(
            names = "--preset",
            defaultValue = "SHOP",
            description =
                    "What the made-up traffic is about: ${COMPLETION-CANDIDATES}; default"
                            + " ${DEFAULT-VALUE}.")
    private Preset preset;

    @Option(
            names = "--dataset",
            defaultValue = "",
            paramLabel = "FORMAT:PATH",
            description = "Sends this instead of made-up traffic; see lab import --help.")
    private String dataset;

    @Option(
            names = "--titles",
            defaultValue = "",
            paramLabel = "FILE",
            description =
                    "What the items of the data set are called: a line for each with id, title and"
                            + " perhaps category, such as movies.dat or u.item of MovieLens.")
    private String titles;

    @Option(
            names = "--seconds",
            defaultValue = "0",
            description = "Ends by itself after so long; 0, the default, for Ctrl-C.")
    private long seconds;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Events per second, bursts aside; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--no-console", description = "Without the page in the browser.")
    private boolean noConsole;

    @Option(
            names = "--console-port",
            defaultValue = "8090",
            description =
                    "Port of the console, another one where it is taken; default ${DEFAULT-VALUE}.")
    private int consolePort;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job and of Flink, such as recommender.seen=drop.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        if (seconds < 0) {
            throw new IllegalArgumentException("--seconds is " + seconds + ", expected 0 or more");
        }
        if (consolePort < 0 || consolePort > LoopbackPort.HIGHEST) {
            throw new IllegalArgumentException(
                    "--console-port is " + consolePort + ", expected 0 to " + LoopbackPort.HIGHEST);
        }
        check();
        String summary;
        try (DemoView view = DemoView.open(spec.commandLine().getOut());
                WorkDirectory work = WorkDirectory.create()) {
            view.say("starting a broker and the job ...");
            summary = dataset.isBlank() ? simulated(work, view) : replayed(work, view);
        }
        spec.commandLine().getOut().println(summary);
        return 0;
    }

    /** Whatever can be wrong is said before anything starts. */
    private void check() throws IOException {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "--rate is " + rate + " events per second, expected more than 0");
        }
        if (dataset.isBlank() && !titles.isBlank()) {
            throw new IllegalArgumentException(
                    "--titles is "
                            + titles
                            + ", which names the items of a data set, expected --dataset too");
        }
        if (!dataset.isBlank()) {
            checkFile("--dataset", DatasetSource.parse(dataset).path());
        }
        if (!titles.isBlank()) {
            checkFile("--titles", Path.of(titles));
        }
        BundleOptions.of(bundle);
    }

    private static void checkFile(String option, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(option + ": " + file + " is not a file");
        }
    }

    private String simulated(WorkDirectory work, DemoView view) throws IOException {
        TrafficProfile profile =
                preset.applyTo(
                                TrafficProfile.calm(POPULATION.with(preset.theme()), rate, SEED),
                                rate)
                        .with(Disturbance.mild());
        return run(
                work,
                view,
                SendSchedule.atSpeed(1),
                () -> new TrafficSimulator(profile, Clock.systemUTC().instant()),
                CatalogueWriter.items(
                        new TrafficSimulator(profile, Clock.systemUTC().instant()).catalogue()));
    }

    private String replayed(WorkDirectory work, DemoView view) throws IOException {
        Path file = work.resolve("events.jsonl");
        DatasetImport source =
                new DatasetImport(List.of(DatasetSource.parse(dataset)), ImportSettings.DEFAULT);
        try (InteractionLogWriter log = new InteractionLogWriter(file);
                Writer badLines = Files.newBufferedWriter(work.resolve("events.bad"))) {
            view.say(source.run(log, badLines, lines -> {}).summary());
            log.commit();
        }
        try (InteractionLog log = InteractionLog.open(file)) {
            return run(
                    work,
                    view,
                    SendSchedule.atRate(rate),
                    () -> TrafficRecord.allOf(log),
                    titles.isBlank() ? List.of() : TitleFile.read(Path.of(titles)));
        }
    }

    private String run(
            WorkDirectory work,
            DemoView view,
            SendSchedule schedule,
            Traffic traffic,
            List<Item> catalogue)
            throws IOException {
        int rest = LoopbackPort.free();
        Map<String, String> all = new LinkedHashMap<>(restAt(rest));
        all.put("web.tmpdir", work.resolve("web").toString());
        all.putAll(DemoExperiment.OPTIONS);
        all.putAll(options);
        try (EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(
                                work.resolve("pipeline"),
                                new EmbeddedPipeline.Settings(bundle, 2, 1, all));
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                schedule,
                                EventStamp.now(Clock.systemUTC()));
                Closeable stopping = OrderlyEnd.by(sender::stop);
                Closeable console = console(work, view, pipeline, rest, catalogue)) {
            DemoExperiment.begin(pipeline.bootstrapServers());
            Demo demo = new Demo(pipeline, sender, view, Clock.systemUTC());
            return demo.run(traffic.begin(), length());
        }
    }

    /** The console asks there every two seconds; figures are to be as new as that. */
    private static Map<String, String> restAt(int port) {
        return Map.of(
                "rest.address", "127.0.0.1",
                "rest.bind-address", "127.0.0.1",
                "rest.port", Integer.toString(port),
                "metrics.fetcher.update-interval", "1000");
    }

    private Closeable console(
            WorkDirectory work,
            DemoView view,
            EmbeddedPipeline pipeline,
            int rest,
            List<Item> catalogue)
            throws IOException {
        if (noConsole) {
            return () -> {};
        }
        CatalogueWriter.write(KafkaAccess.plain(pipeline.bootstrapServers()), catalogue);
        DemoConsole started =
                DemoConsole.start(
                        home,
                        work.resolve("console.log"),
                        pipeline.bootstrapServers(),
                        "http://127.0.0.1:" + rest,
                        consolePort);
        view.say("open " + started.address());
        started.onEnd(() -> view.say("the console has ended; the demo goes on without it"));
        return started::close;
    }

    private @Nullable Duration length() {
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    /** Begins when everything stands, so that its times are those of now. */
    private interface Traffic {
        Iterator<TrafficRecord> begin();
    }
}
