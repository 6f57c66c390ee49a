package io.freshet.lab;

import io.freshet.lab.dataset.InteractionLogWriter;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.ReplayReport;
import io.freshet.lab.traffic.ReplaySettings;
import io.freshet.lab.traffic.Replayer;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab simulate}: made-up traffic into a file, or into a topic as it happens. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Make up traffic. With --out it goes to a file, the same for the same options; with"
                        + " --bootstrap-servers to a topic, at the rate, from now on.")
final class SimulateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private BrokerOptions broker;

    @Option(names = "--out", paramLabel = "FILE", description = "Packed if it ends in .gz.")
    private @Nullable Path out;

    @Option(
            names = "--events",
            defaultValue = "0",
            description = "How many; 0, the default, until Ctrl-C, to a topic only.")
    private long events;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Events per second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--users", defaultValue = "10000", description = "Default ${DEFAULT-VALUE}.")
    private int users;

    @Option(names = "--items", defaultValue = "2000", description = "Default ${DEFAULT-VALUE}.")
    private int items;

    @Option(
            names = "--exponent",
            defaultValue = "1",
            description = "Of Zipf's law of popularity; default ${DEFAULT-VALUE}.")
    private double exponent;

    @Option(names = "--seed", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--start",
            defaultValue = "2026-01-01T00:00:00Z",
            description = "Of the times in a file; default ${DEFAULT-VALUE}.")
    private Instant start;

    @Override
    public Integer call() throws IOException {
        if ((out != null) == broker.given()) {
            throw new IllegalArgumentException("expected either --out or --bootstrap-servers");
        }
        return out == null ? toTopic() : toFile(out);
    }

    private int toFile(Path file) throws IOException {
        if (events == 0) {
            throw new IllegalArgumentException("--events is missing: a file has an end");
        }
        LimitedInteractions traffic = traffic(start);
        try (InteractionLogWriter log = new InteractionLogWriter(file);
                Progress progress = new Progress("simulate", "events", events)) {
            while (traffic.hasNext()) {
                log.accept(traffic.next());
                progress.step(1);
            }
            log.commit();
        }
        spec.commandLine().getOut().println(events + " interactions in " + file);
        return 0;
    }

    private int toTopic() throws IOException {
        broker.prepare();
        ReplaySettings settings =
                new ReplaySettings(broker.bootstrapServers(), broker.topic(), rate);
        LimitedInteractions traffic = traffic(Clock.systemUTC().instant());
        try (Replayer replayer = new Replayer(settings, EventStamp.original());
                Progress progress = new Progress("simulate", "events", events == 0 ? -1 : events)) {
            ReplayReport report = replayer.replay(traffic, progress::step);
            spec.commandLine().getOut().println(report.summary());
        }
        return 0;
    }

    private LimitedInteractions traffic(Instant from) {
        TrafficProfile profile = new TrafficProfile(users, items, rate, exponent, seed, from);
        return new LimitedInteractions(new TrafficSimulator(profile), events);
    }
}
