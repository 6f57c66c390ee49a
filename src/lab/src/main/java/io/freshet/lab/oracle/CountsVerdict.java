package io.freshet.lab.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * What an oracle found of counts.
 *
 * @param compared how many
 * @param wrong how many of them are not what the log gives
 * @param examples of what is wrong, a few
 */
public record CountsVerdict(long compared, long wrong, List<String> examples) {

    /** Where it was not looked at counts. */
    public static final CountsVerdict NONE = new CountsVerdict(0, 0, List.of());

    public CountsVerdict {
        examples = List.copyOf(examples);
    }

    /** The same, with something that may explain it. */
    public CountsVerdict with(String circumstance) {
        List<String> all = new ArrayList<>(examples);
        all.add(circumstance);
        return new CountsVerdict(compared, wrong, all);
    }
}
