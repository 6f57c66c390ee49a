package io.freshet.lab;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendReport;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab replay}: a file of interactions into a topic. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Send the interactions of a file to a topic, in its order; a topic with one"
                        + " partition keeps it.")
final class ReplayCommand implements Callable<Integer> {

    /** Which time an interaction carries. */
    enum Timestamps {
        ORIGINAL,
        NOW
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @ArgGroup(
            exclusive = true,
            heading = "%nHow fast; as fast as the broker takes them if none is given:%n")
    private @Nullable PaceOptions pace;

    @Option(
            names = "--timestamps",
            defaultValue = "original",
            description =
                    "The time that an event carries: ${COMPLETION-CANDIDATES}; default"
                            + " ${DEFAULT-VALUE}.")
    private Timestamps timestamps;

    @Option(
            names = "--events",
            defaultValue = "0",
            description = "At most so many; 0, the default, for all.")
    private long events;

    @ArgGroup(validate = false, heading = "%nTo a topic:%n")
    private BrokerOptions broker = new BrokerOptions();

    @Override
    public Integer call() throws IOException {
        SendSchedule schedule = pace == null ? SendSchedule.asFastAsPossible() : pace.schedule();
        KafkaAccess access = broker.access();
        try (InteractionLog log = InteractionLog.open(file)) {
            var interactions = new Limited<Interaction>(log, events);
            broker.prepare();
            try (TrafficSender sender =
                            new TrafficSender(access, broker.topic(), schedule, stamp());
                    Closeable stopping = OrderlyEnd.by(sender::stop);
                    Progress progress = Progress.of("replay", "events", this::expected)) {
                SendReport report =
                        sender.send(
                                TrafficRecord.allOf(interactions), (sent, due) -> progress.step(1));
                spec.commandLine().getOut().println(report.summary());
            }
        }
        return 0;
    }

    private EventStamp stamp() {
        return timestamps == Timestamps.NOW
                ? EventStamp.now(Clock.systemUTC())
                : EventStamp.original();
    }

    private long expected() throws IOException {
        long all = InteractionLog.count(file);
        return events == 0 ? all : Math.min(all, events);
    }

    /** How fast. */
    static final class PaceOptions {

        @Option(
                names = "--rate",
                paramLabel = "<rate>",
                description = "So many events per second, whatever their times.")
        private @Nullable Double rate;

        @Option(
                names = "--speed",
                paramLabel = "<speed>",
                description =
                        "At their distances in time, so many times as fast, such as 60x or 1x; or"
                                + " max, as fast as the broker takes them.")
        private @Nullable String speed;

        private SendSchedule schedule() {
            return rate == null
                    ? SendSchedule.parse(requireNonNull(speed, "speed"))
                    : SendSchedule.atRate(rate);
        }
    }
}
