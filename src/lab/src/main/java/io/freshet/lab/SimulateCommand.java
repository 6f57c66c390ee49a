package io.freshet.lab;

import io.freshet.lab.console.CatalogueWriter;
import io.freshet.lab.dataset.InteractionLogWriter;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab simulate}: made-up traffic into a file, or into a topic as it happens. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Make up traffic.",
            "With --out the sound events go to a file for training: each once, in the order of"
                    + " time, the same for the same options.",
            "With --bootstrap-servers everything goes to a topic as it happens, from now on, also"
                    + " what is late, repeated or malformed."
        })
final class SimulateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FILE", description = "Packed if it ends in .gz.")
    private @Nullable Path out;

    @Option(
            names = "--start",
            defaultValue = "2026-01-01T00:00:00Z",
            description = "Of the times in a file; default ${DEFAULT-VALUE}.")
    private Instant start;

    @Option(
            names = "--events",
            defaultValue = "0",
            description = "How many; 0, the default, until Ctrl-C, to a topic only.")
    private long events;

    @Option(
            names = "--titles",
            description =
                    "Also writes what the items are called to the topic "
                            + CatalogueWriter.CATALOG
                            + ".")
    private boolean titles;

    @ArgGroup(validate = false, heading = "%nTo a topic:%n")
    private BrokerOptions broker = new BrokerOptions();

    @Mixin private ProfileOptions options;

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
        if (titles) {
            throw new IllegalArgumentException("--titles goes to a topic only, not into a file");
        }
        TrafficSimulator simulator = new TrafficSimulator(options.profile(), start);
        var interactions = new Limited<>(simulator.interactions(), events);
        try (InteractionLogWriter log = new InteractionLogWriter(file);
                Progress progress = Progress.of("simulate", "events", events)) {
            while (interactions.hasNext()) {
                log.accept(interactions.next());
                progress.step(1);
            }
            log.commit();
        }
        spec.commandLine().getOut().println(events + " interactions in " + file);
        return 0;
    }

    private int toTopic() throws IOException {
        TrafficProfile profile = options.profile();
        Limited.check(events);
        broker.prepare();
        Clock clock = Clock.systemUTC();
        TrafficSimulator simulator = new TrafficSimulator(profile, clock.instant());
        if (titles) {
            CatalogueWriter.write(broker.access(), CatalogueWriter.items(simulator.catalogue()));
        }
        var records = new Limited<>(simulator, events);
        try (TrafficSender sender =
                        new TrafficSender(
                                broker.access(),
                                broker.topic(),
                                SendSchedule.atSpeed(1),
                                EventStamp.now(clock));
                Closeable stopping = OrderlyEnd.by(sender::stop);
                Progress progress = Progress.of("simulate", "events", events)) {
            PrintWriter printer = spec.commandLine().getOut();
            printer.println("sending to " + broker + (events == 0 ? " until Ctrl-C" : ""));
            printer.println(sender.send(records, (sent, due) -> progress.step(1)).summary());
        }
        return 0;
    }
}
