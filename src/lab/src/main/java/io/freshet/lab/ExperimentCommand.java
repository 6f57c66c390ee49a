package io.freshet.lab;

import io.freshet.core.domain.Excerpt;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.subscription.TopicValue;
import io.freshet.lab.experiment.ExperimentRecords;
import io.freshet.lab.feed.TopicReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab experiment}: tells a running job of experiments, and hears what becomes of them. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Start and stop experiments of a running job.",
        subcommands = {
            ExperimentCommand.Start.class,
            ExperimentCommand.Stop.class,
            ExperimentCommand.Status.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class ExperimentCommand implements Callable<Integer> {

    private static final int LONGEST_LIST = 1_000;
    private static final int REFUSED = 1;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "no command, expected one of those that --help lists");
    }

    /** What all of the commands want to know. */
    abstract static class OfJob implements Callable<Integer> {

        @Spec private CommandSpec spec;
        @Mixin private JobBroker broker;

        @ArgGroup(validate = false, heading = "%nOf a job with topics of its own:%n")
        private Topics topics = new Topics();

        /** The names that the job knows them by. */
        private static final class Topics {
            @Option(
                    names = "--experiments",
                    defaultValue = "experiments",
                    paramLabel = "TOPIC",
                    description = "Default ${DEFAULT-VALUE}.")
            private String experiments = "experiments";

            @Option(
                    names = "--experiment-status",
                    defaultValue = "experiment-status",
                    paramLabel = "TOPIC",
                    description = "Default ${DEFAULT-VALUE}.")
            private String experimentStatus = "experiment-status";
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        ExperimentRecords records() throws IOException {
            return ExperimentRecords.open(
                    broker.access(), topics.experiments, topics.experimentStatus);
        }

        /** Ids of the experiments that the job was told of. */
        Set<String> known() throws IOException {
            return TopicReader.readNewest(broker.access(), topics.experiments).keySet();
        }

        /** As many ids as a person reads; anybody may have written them. */
        static String some(Set<String> ids) {
            return Excerpt.of(ids.toString(), LONGEST_LIST);
        }

        /** What the job said last of each experiment, by id. */
        Map<String, byte[]> said() throws IOException {
            return TopicReader.readNewest(broker.access(), topics.experimentStatus);
        }

        /** The answer for a person, and whether the job agrees. */
        int tell(ExperimentStatus answer) {
            out().println(answer.experimentId() + " is " + ExperimentRecords.line(answer));
            return answer.state() == ExperimentState.REFUSED ? REFUSED : 0;
        }
    }

    /** Waits for what the job says. */
    abstract static class Answered extends OfJob {

        @Option(
                names = "--timeout",
                defaultValue = "1m",
                converter = DurationConverter.class,
                description = "How long its answer is waited for; default ${DEFAULT-VALUE}.")
        private Duration timeout;

        Duration timeout() {
            return timeout;
        }
    }

    /** {@code lab experiment start}. */
    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Send the record of an experiment to a running job, and print what it says of it.",
                "Exit code 0: it follows it; 1: it refuses it, with the reason; 2: the file holds"
                        + " no experiment, and nothing was sent, or nothing was heard."
            })
    static final class Start extends Answered {

        @Parameters(
                paramLabel = "FILE",
                description = "The record as JSON. A new version of it replaces the one before.")
        private Path file;

        @Override
        public Integer call() throws IOException {
            if (Files.isDirectory(file)) {
                throw new IllegalArgumentException(
                        file + " is a directory, expected a file with the record of an experiment");
            }
            byte[] record = Files.readAllBytes(file);
            String experimentId = experiment(record).experimentId();
            try (ExperimentRecords records = records()) {
                return tell(records.put(experimentId, record, timeout()));
            }
        }

        /** A record that is wrong by itself would push a sound one off the compacted topic. */
        private Experiment experiment(byte[] record) {
            try {
                return ExperimentReader.experiment(record);
            } catch (ExperimentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
    }

    /** {@code lab experiment stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Take the record of an experiment back: its users get what everybody gets.",
                "Its figures stay as they are. One that has an end ends by itself."
            })
    static final class Stop extends Answered {

        @Parameters(paramLabel = "ID", description = "The experiment.")
        private String experimentId;

        @Override
        public Integer call() throws IOException {
            Set<String> known = known();
            if (!known.contains(experimentId)) {
                throw new IllegalArgumentException(
                        "no experiment '" + experimentId + "', expected one of " + some(known));
            }
            try (ExperimentRecords records = records()) {
                return tell(records.remove(experimentId, timeout()));
            }
        }
    }

    /** {@code lab experiment status}. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Print what the job said last of each experiment.")
    static final class Status extends OfJob {

        private static final TopicValue<ExperimentStatus> VALUES =
                TopicValue.of(ExperimentStatus.class);

        @Parameters(paramLabel = "ID", arity = "0..1", description = "Only of this one.")
        private @Nullable String experimentId;

        @Override
        public Integer call() throws IOException {
            Map<String, byte[]> said = said();
            if (experimentId != null && !said.containsKey(experimentId)) {
                throw new IllegalArgumentException(
                        "the job said nothing of experiment '"
                                + experimentId
                                + "', expected one of "
                                + some(said.keySet()));
            }
            for (Map.Entry<String, byte[]> each : said.entrySet()) {
                if (experimentId == null || each.getKey().equals(experimentId)) {
                    tell(VALUES.read(each.getValue()));
                }
            }
            return 0;
        }
    }
}
