package io.freshet.job.config;

import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Who brings candidates, and how many. */
public final class CandidateOptions {

    public static final ConfigOption<Integer> CATALOGUE =
            quota("catalogue", 1_500, "the model brings of its whole vocabulary");

    public static final ConfigOption<Integer> CO_VISITATION =
            quota("covisitation", 100, "that users acted on together with those of the window");

    public static final ConfigOption<Integer> REPEAT =
            quota("repeat", 50, "of the window itself may be brought back");

    public static final ConfigOption<Integer> POPULAR =
            quota("popular", 100, "that are popular now are brought");

    public static final ConfigOption<Map<String, String>> MORE =
            ConfigOptions.key("recommender.candidates.more")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Generators of your own on the class path and how many candidates each"
                                    + " may bring for a slate, such as editorial:10. 1 to 1500.");

    public static final ConfigOption<Boolean> BLEND =
            ConfigOptions.key("recommender.candidates.blend")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether the bundle's blend, if it has one, makes one score of model and"
                                    + " counts; without it counts bring only what the model does not"
                                    + " know. true or false.");

    private static final int MOST = 1_500;

    private CandidateOptions() {}

    private static ConfigOption<Integer> quota(String source, int standard, String what) {
        return ConfigOptions.key("recommender.candidates." + source)
                .intType()
                .defaultValue(standard)
                .withDescription(
                        "Most items that " + what + ", for one slate. 0 to " + MOST + "; 0: off.");
    }

    static CandidateSettings read(OptionReader options) {
        return new CandidateSettings(
                options.getBetween(CATALOGUE, 0, MOST),
                options.getBetween(CO_VISITATION, 0, MOST),
                options.getBetween(REPEAT, 0, MOST),
                options.getBetween(POPULAR, 0, MOST),
                options.getBetween(MORE, Integer::valueOf, 1, MOST, "SOURCE:ITEMS,SOURCE:ITEMS"),
                options.get(BLEND, found -> true, "true or false"));
    }
}
