package io.freshet.job.config;

import io.freshet.core.bundle.Precision;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Which model scores, where, and how many requests at once. */
public final class ScoringOptions {

    public static final ConfigOption<String> BUNDLE =
            ConfigOptions.key("recommender.scoring.bundle")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Directory of the model bundle, at the same path on every machine of"
                                    + " the job. Mandatory.");

    public static final ConfigOption<Provider> PROVIDER =
            ConfigOptions.key("recommender.scoring.provider")
                    .enumType(Provider.class)
                    .defaultValue(Provider.AUTO)
                    .withDescription(
                            "Where the model runs: cpu; cuda, which fails where CUDA does not"
                                    + " initialise; auto, which takes the CPU then. The log and the"
                                    + " metric scoringOnCuda say which one it is.");

    public static final ConfigOption<Precision> PRECISION =
            ConfigOptions.key("recommender.scoring.precision")
                    .enumType(Precision.class)
                    .defaultValue(Precision.FP32)
                    .withDescription(
                            "Which graph of the bundle runs: fp32, which every bundle has; fp16,"
                                    + " for GPUs; int8, which pays on CPUs with VNNI. The manifest"
                                    + " says which ones there are and what each costs in quality.");

    public static final ConfigOption<Integer> THREADS =
            ConfigOptions.key("recommender.scoring.threads")
                    .intType()
                    .defaultValue(1)
                    .withDescription(
                            "CPU threads that a run of the model may use. 1 to 256. More than 1"
                                    + " pays where there are more cores than slots.");

    public static final ConfigOption<Integer> MAX_BATCH_SIZE =
            ConfigOptions.key("recommender.scoring.max-batch-size")
                    .intType()
                    .defaultValue(32)
                    .withDescription(
                            "Most requests of a batch; as many may wait meanwhile. 1 to 4096.");

    public static final ConfigOption<Boolean> COALESCING =
            ConfigOptions.key("recommender.scoring.coalescing")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether, of the requests of one user that wait, only the newest is"
                                    + " scored. Without it every accepted interaction gets a slate"
                                    + " of its own.");

    private static final int MOST_THREADS = 256;
    private static final int LARGEST_BATCH = 4_096;

    private ScoringOptions() {}

    static ScoringSettings read(OptionReader options) {
        String bundle =
                options.get(BUNDLE, found -> !found.isBlank(), "the directory of a model bundle");
        Provider provider = options.get(PROVIDER, found -> true, "auto, cuda or cpu");
        Precision precision = options.get(PRECISION, found -> true, "fp32, fp16 or int8");
        int threads =
                options.get(
                        THREADS,
                        found -> found >= 1 && found <= MOST_THREADS,
                        "1 to " + MOST_THREADS);
        int batch =
                options.get(
                        MAX_BATCH_SIZE,
                        found -> found >= 1 && found <= LARGEST_BATCH,
                        "1 to " + LARGEST_BATCH);
        boolean coalescing = options.get(COALESCING, found -> true, "true or false");
        return new ScoringSettings(
                bundle, new OnnxSettings(provider, threads, precision), batch, coalescing);
    }
}
