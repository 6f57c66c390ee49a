package io.freshet.lab;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.ReplayReport;
import io.freshet.lab.traffic.ReplaySettings;
import io.freshet.lab.traffic.Replayer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab replay}: a file of interactions into a topic. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Send the interactions of a file to a topic, in its order.")
final class ReplayCommand implements Callable<Integer> {

    /** Which time an interaction carries. */
    enum Timestamps {
        ORIGINAL,
        NOW
    }

    @Spec private CommandSpec spec;
    @Mixin private BrokerOptions broker;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Events per second; 0, the default, for as fast as possible.")
    private double rate;

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

    @Override
    public Integer call() throws IOException {
        ReplaySettings settings =
                new ReplaySettings(broker.bootstrapServers(), broker.topic(), rate);
        EventStamp stamp =
                timestamps == Timestamps.NOW
                        ? EventStamp.now(Clock.systemUTC())
                        : EventStamp.original();
        try (InteractionLog log = InteractionLog.open(file)) {
            Iterator<Interaction> interactions = new LimitedInteractions(log, events);
            broker.prepare();
            try (Replayer replayer = new Replayer(settings, stamp);
                    Progress progress =
                            new Progress("replay", "events", events == 0 ? -1 : events)) {
                ReplayReport report = replayer.replay(interactions, progress::step);
                spec.commandLine().getOut().println(report.summary());
            }
        }
        return 0;
    }
}
