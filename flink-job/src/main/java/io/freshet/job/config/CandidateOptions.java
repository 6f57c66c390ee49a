package io.freshet.job.config;

import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Who brings candidates, and how many. */
public final class CandidateOptions {

    private static final String AS_SLOTS = "as many as a slate has slots";

    public static final ConfigOption<Integer> CATALOGUE =
            ConfigOptions.key("recommender.candidates.catalogue")
                    .intType()
                    .defaultValue(1_500)
                    .withDescription(
                            "Most items that the model brings of its whole vocabulary, for one"
                                    + " slate. 0 to 1500; 0: off.");

    public static final ConfigOption<Integer> CO_VISITATION =
            quota(
                    "covisitation",
                    "that users acted on together with those of the window",
                    "twice as many as a slate has slots");

    public static final ConfigOption<Integer> REPEAT =
            quota("repeat", "of the window itself", AS_SLOTS);

    public static final ConfigOption<Integer> POPULAR =
            quota("popular", "that are popular now", AS_SLOTS);

    public static final ConfigOption<Integer> FRESH =
            quota("fresh", "that were seen for the first time lately", AS_SLOTS);

    public static final ConfigOption<Map<String, String>> MORE =
            ConfigOptions.key("recommender.candidates.more")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Generators of your own on the class path and how many candidates each"
                                    + " may bring for a slate, such as editorial:10; none of the job's own"
                                    + " sources. 1 to 1500.");

    public static final ConfigOption<Boolean> BLEND =
            ConfigOptions.key("recommender.candidates.blend")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether the bundle's blend, if it has one, makes one score of model and"
                                    + " counts; without it counts bring only what the model does not"
                                    + " know. true or false.");

    /** Most items of one generator. */
    public static final int MOST = 1_500;

    private CandidateOptions() {}

    private static ConfigOption<Integer> quota(String source, String what, String standard) {
        return ConfigOptions.key("recommender.candidates." + source)
                .intType()
                .noDefaultValue()
                .withDescription(
                        "Most items brought "
                                + what
                                + ", for one slate. 0 to "
                                + MOST
                                + "; 0: off. Unset: "
                                + standard
                                + ".");
    }

    static CandidateSettings read(OptionReader options) {
        int slots = SlateOptions.read(options).size();
        return new CandidateSettings(
                options.getBetween(CATALOGUE, 0, MOST),
                quota(CO_VISITATION, 2 * slots, options),
                quota(REPEAT, slots, options),
                quota(POPULAR, slots, options),
                quota(FRESH, slots, options),
                more(options),
                options.get(BLEND, found -> true, "true or false"));
    }

    private static Map<String, Integer> more(OptionReader options) {
        Map<String, Integer> more =
                options.getBetween(MORE, Integer::valueOf, 1, MOST, "SOURCE:ITEMS,SOURCE:ITEMS");
        for (String source : new TreeSet<>(more.keySet())) {
            if (CandidateSettings.BUILT_IN.contains(source)) {
                throw new ConfigurationException(
                        MORE.key()
                                + " names '"
                                + source
                                + "', expected a generator of your own; recommender.candidates."
                                + source
                                + " is for this one");
            }
        }
        return more;
    }

    private static int quota(ConfigOption<Integer> option, int standard, OptionReader options) {
        return options.isSet(option)
                ? options.getBetween(option, 0, MOST)
                : Math.min(standard, MOST);
    }
}
