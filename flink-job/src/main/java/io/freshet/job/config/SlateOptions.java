package io.freshet.job.config;

import io.freshet.core.domain.SeenPolicy;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What a slate looks like. */
public final class SlateOptions {

    public static final ConfigOption<String> SURFACE =
            ConfigOptions.key("recommender.slate.surface")
                    .stringType()
                    .defaultValue("home")
                    .withDescription(
                            "Where the slates are to be shown; the first part of the key of the"
                                    + " recommendations topic. 1 to 256 characters, no '|'.");

    public static final ConfigOption<Integer> SIZE =
            ConfigOptions.key("recommender.slate.size")
                    .intType()
                    .defaultValue(20)
                    .withDescription("Most slots of a slate. 1 to 1000.");

    public static final ConfigOption<SeenPolicy> SEEN =
            ConfigOptions.key("recommender.seen")
                    .enumType(SeenPolicy.class)
                    .defaultValue(SeenPolicy.KEEP)
                    .withDescription(
                            "Whether items of the user's behaviour window may stand in the slate:"
                                    + " keep, right for shops, or drop, right for films.");

    /** Most slots of a slate. */
    public static final int MOST_SLOTS = 1_000;

    private static final int LONGEST_SURFACE = 256;

    private SlateOptions() {}

    static SlateSettings read(OptionReader options) {
        String surface =
                options.get(
                        SURFACE,
                        found ->
                                !found.isBlank()
                                        && found.length() <= LONGEST_SURFACE
                                        && found.indexOf('|') < 0,
                        "1 to 256 characters without '|'");
        int size =
                options.get(SIZE, found -> found >= 1 && found <= MOST_SLOTS, "1 to " + MOST_SLOTS);
        SeenPolicy seen = options.get(SEEN, found -> true, "keep or drop");
        return new SlateSettings(surface, size, seen);
    }
}
