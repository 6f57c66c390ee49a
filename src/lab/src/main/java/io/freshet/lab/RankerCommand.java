package io.freshet.lab;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import io.freshet.lab.bench.RankerSpeed;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lab ranker}: how fast a bundle ranks on this machine. */
@Command(
        name = "ranker",
        mixinStandardHelpOptions = true,
        description =
                "Rank with the model of a bundle, on one thread and without a job, and print the"
                        + " time by batch size for each provider and precision, and how far each is"
                        + " from the first.")
final class RankerCommand implements Callable<Integer> {

    private static final int COMPARED = 256;

    /** As of {@code recommender.scoring.max-batch-size}. */
    private static final int LARGEST_BATCH = 4_096;

    @Spec private CommandSpec spec;

    @Option(
            names = "--bundle",
            paramLabel = "DIRECTORY",
            defaultValue = "${sys:lab.home}/demo-bundle",
            description = "The model bundle; default ${DEFAULT-VALUE}.")
    private Path directory;

    @Option(
            names = "--provider",
            split = ",",
            defaultValue = "cpu",
            description = "Of cpu, cuda; default ${DEFAULT-VALUE}.")
    private List<Provider> providers;

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "fp32",
            description = "Of those that the bundle has; default ${DEFAULT-VALUE}.")
    private List<Precision> precisions;

    @Option(
            names = "--batch",
            split = ",",
            defaultValue = "1,8,64,512",
            description = "Windows in a batch; default ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(
            names = "--top",
            defaultValue = "20",
            description = "Items wanted for each window; default ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "CPU threads of one run; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--time",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "Of each size, after as much for warm-up; default ${DEFAULT-VALUE}.")
    private Duration time;

    @Override
    public Integer call() {
        check();
        RankerSpeed speed = new RankerSpeed(ModelBundle.load(directory), top);
        PrintWriter out = spec.commandLine().getOut();
        OnnxSettings first = settings(providers.get(0), precisions.get(0));
        for (Provider provider : providers) {
            for (Precision precision : precisions) {
                OnnxSettings settings = settings(provider, precision);
                List<RankerSpeed.OfBatch> measured = speed.measure(settings, sizes, time);
                if (settings.equals(first)) {
                    out.printf(
                            "%-8s %-9s %6s %10s %10s %12s%n",
                            "provider", "precision", "batch", "median ms", "p99 ms", "windows/s");
                }
                for (RankerSpeed.OfBatch of : measured) {
                    out.printf(
                            Locale.ROOT,
                            "%-8s %-9s %6d %10.3f %10.3f %,12.0f%n",
                            name(provider),
                            precision.id(),
                            of.size(),
                            of.micros().getValueAtPercentile(50) / 1e3,
                            of.micros().getValueAtPercentile(99) / 1e3,
                            of.windowsPerSecond());
                }
                if (!settings.equals(first)) {
                    tell(settings, speed.compare(first, settings, COMPARED));
                }
            }
        }
        return 0;
    }

    private void tell(OnnxSettings settings, RankerSpeed.Difference difference) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%-8s %-9s from the first over %d windows: greatest difference of a score"
                                + " %.2e, same items %.4f%n",
                        name(settings.provider()),
                        settings.precision().id(),
                        COMPARED,
                        difference.greatestDifference(),
                        difference.sameItems());
    }

    private OnnxSettings settings(Provider provider, Precision precision) {
        return new OnnxSettings(provider, threads, precision);
    }

    private static String name(Provider provider) {
        return provider.name().toLowerCase(Locale.ROOT);
    }

    private void check() {
        if (providers.contains(Provider.AUTO)) {
            throw wrong("--provider is auto, expected cpu or cuda");
        }
        if (top < 1) {
            throw wrong("--top is " + top + ", expected 1 or more");
        }
        if (threads < 1) {
            throw wrong("--threads is " + threads + ", expected 1 or more");
        }
        for (int size : sizes) {
            if (size < 1 || size > LARGEST_BATCH) {
                throw wrong("--batch has " + size + ", expected 1 to " + LARGEST_BATCH);
            }
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
