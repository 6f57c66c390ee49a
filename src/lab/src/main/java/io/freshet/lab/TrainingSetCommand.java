package io.freshet.lab;

import io.freshet.job.config.TrainingSetOptions;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.dataset.InteractionLogWriter;
import io.freshet.lab.job.EmbeddedTrainingSet;
import io.freshet.lab.prequential.PrequentialSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab training-set}: an event log through the job's own windows, in batch mode. */
@Command(
        name = "training-set",
        mixinStandardHelpOptions = true,
        description =
                "Write the training set of an event log: the job's own decoding and behaviour"
                        + " windows, run in batch mode.")
final class TrainingSetCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIRECTORY",
            description = "New or empty; gets rows/ and dead-letters/.")
    private Path out;

    @Option(
            names = "--share",
            defaultValue = "1",
            description = "Of the events, from the first on; default ${DEFAULT-VALUE}, all.")
    private double share;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job, such as recommender.window.max-length=100.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "--share is " + share + ", expected more than 0 and at most 1");
        }
        try (WorkDirectory work = WorkDirectory.create()) {
            Path part = work.resolve("events.jsonl");
            long events = copy(part);
            Map<String, String> all = new HashMap<>(options);
            all.put(TrainingSetOptions.EVENT_LOG.key(), part.toUri().toString());
            all.put(TrainingSetOptions.OUTPUT.key(), out.toAbsolutePath().toUri().toString());
            EmbeddedTrainingSet.write(work.resolve("flink"), all);
            spec.commandLine().getOut().println(events + " events, training set in " + out);
        }
        return 0;
    }

    private long copy(Path part) throws IOException {
        long wanted = PrequentialSettings.part(share, count());
        long copied = 0;
        try (InteractionLog log = InteractionLog.open(file);
                InteractionLogWriter writer = new InteractionLogWriter(part)) {
            while (copied < wanted && log.hasNext()) {
                writer.accept(log.next());
                copied++;
            }
            writer.commit();
        }
        if (copied == 0) {
            throw new IllegalArgumentException(
                    "--share " + share + " of " + file + " is no event, expected at least one");
        }
        return copied;
    }

    private long count() throws IOException {
        long count = 0;
        try (InteractionLog log = InteractionLog.open(file)) {
            while (log.hasNext()) {
                log.next();
                count++;
            }
        }
        return count;
    }
}
