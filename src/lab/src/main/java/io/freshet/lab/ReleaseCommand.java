package io.freshet.lab;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.lab.feed.StatusFeed;
import io.freshet.lab.release.BundleIdentity;
import io.freshet.lab.release.ReleaseStory;
import io.freshet.lab.release.ReleaseWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab release}: has a running job take a model, and tells what becomes of it. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Release a model bundle to a running job, and follow it until every subtask serves it.",
            "Exit code 0: it is active; 2: it is rejected, with the reason, or nothing was heard.",
            "The files must stay where they are as long as the job may serve them."
        })
final class ReleaseCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "BUNDLE",
            arity = "0..1",
            description = "A directory or a zip file on this machine.")
    private @Nullable Path bundle;

    @Mixin private JobBroker broker;

    @Option(
            names = "--slot",
            defaultValue = ModelRelease.DEFAULT_SLOT,
            description = "What it is to serve; default ${DEFAULT-VALUE}.")
    private String slot;

    @Option(
            names = "--uri",
            description =
                    "Where the job finds the bundle, in any file system that its Flink has; by"
                            + " default where BUNDLE is.")
    private @Nullable String uri;

    @Option(
            names = "--withdraw",
            description = "Gives the slot up: whoever asks for it gets the default slot's model.")
    private boolean withdraw;

    @Option(
            names = "--timeout",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "How long it is followed; default ${DEFAULT-VALUE}.")
    private Duration timeout;

    @ArgGroup(validate = false, heading = "%nOf a bundle that is not on this machine:%n")
    private Elsewhere elsewhere = new Elsewhere();

    @ArgGroup(validate = false, heading = "%nOf a job with topics of its own:%n")
    private Topics topics = new Topics();

    private long start;

    /** What BUNDLE would tell. */
    private static final class Elsewhere {
        @Option(names = "--sha256", description = "Of its manifest.json.")
        private @Nullable String sha256;

        @Option(names = "--name", description = "Of the model, as in its manifest.json.")
        private @Nullable String name;

        @Option(names = "--model-version", description = "Of the model, as in its manifest.json.")
        private @Nullable String version;

        private boolean isGiven() {
            return sha256 != null || name != null || version != null;
        }
    }

    /** The names that the job knows them by. */
    private static final class Topics {
        @Option(
                names = "--models",
                defaultValue = "models",
                paramLabel = "TOPIC",
                description = "Default ${DEFAULT-VALUE}.")
        private String models = "models";

        @Option(
                names = "--model-status",
                defaultValue = "model-status",
                paramLabel = "TOPIC",
                description = "Default ${DEFAULT-VALUE}.")
        private String modelStatus = "model-status";
    }

    @Override
    public Integer call() throws IOException {
        if (!ModelRelease.isSlot(slot)) {
            throw new IllegalArgumentException(
                    "--slot is '"
                            + slot
                            + "', expected 1 to 64 letters, digits, '.', '_' and '-', and not '"
                            + ModelRelease.NO_MODEL
                            + "'");
        }
        return withdraw ? withdraw() : release(wanted());
    }

    private int withdraw() throws IOException {
        if (bundle != null || uri != null || elsewhere.isGiven()) {
            throw new IllegalArgumentException("--withdraw gives a slot up, expected no bundle");
        }
        if (slot.equals(ModelRelease.DEFAULT_SLOT)) {
            throw new IllegalArgumentException(
                    "the slot '" + slot + "' cannot be given up; release another model for it");
        }
        try (ReleaseWriter writer = writer();
                StatusFeed<ModelStatus> feed = statuses()) {
            writer.withdraw(slot);
            tell("slot " + slot + " is to be given up");
            return end(ReleaseStory.ofWithdrawal(slot, feed));
        }
    }

    private int release(ModelRelease release) throws IOException {
        try (ReleaseWriter writer = writer();
                StatusFeed<ModelStatus> feed = statuses()) {
            writer.release(release);
            tell("released " + release.modelId() + " for slot " + slot + ": " + release.uri());
            tell("sha256 of its manifest.json: " + release.sha256());
            return end(ReleaseStory.of(release, feed));
        }
    }

    private ReleaseWriter writer() throws IOException {
        return ReleaseWriter.open(broker.access(), topics.models);
    }

    private StatusFeed<ModelStatus> statuses() throws IOException {
        return StatusFeed.openAtEnd(broker.access(), topics.modelStatus, ModelStatus.class);
    }

    private int end(ReleaseStory story) throws IOException {
        start = System.nanoTime();
        ModelStatus end = story.follow(timeout, this::tell);
        if (end.state() == ModelStatus.State.REJECTED) {
            throw new IOException(ReleaseStory.line(end));
        }
        return 0;
    }

    private ModelRelease wanted() throws IOException {
        if (bundle != null) {
            if (elsewhere.isGiven()) {
                throw new IllegalArgumentException(
                        "--sha256, --name and --model-version are read from BUNDLE, expected either");
            }
            BundleIdentity found = BundleIdentity.of(bundle);
            return found.release(slot, uri == null ? bundle.toRealPath().toUri().toString() : uri);
        }
        String sha256 = needed(elsewhere.sha256, "--sha256");
        return new ModelRelease(
                slot,
                needed(uri, "--uri"),
                sha256,
                needed(elsewhere.name, "--name"),
                needed(elsewhere.version, "--model-version"));
    }

    private static String needed(@Nullable String value, String option) {
        if (value == null) {
            throw new IllegalArgumentException(
                    option
                            + " is missing, expected BUNDLE, or all of --uri, --sha256, --name and"
                            + " --model-version");
        }
        return value;
    }

    /** A rejection is told by the one line of the failure. */
    private void tell(ModelStatus status) {
        if (status.state() != ModelStatus.State.REJECTED) {
            double seconds = (System.nanoTime() - start) / 1e9;
            tell(String.format(Locale.ROOT, "%6.2f s  %s", seconds, ReleaseStory.line(status)));
        }
    }

    private void tell(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
