package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/** What came after a list: the items of an event, or of a basket. */
final class Judged {

    private final String causeEventId;
    private final int[] all;
    private final int[] repeats;

    /**
     * @param causeEventId the user's event before it; the slate which that one caused is judged
     * @param all the distinct items that came
     * @param repeats those of them that the user had acted on before
     */
    Judged(String causeEventId, int[] all, int[] repeats) {
        this.causeEventId = requireNonNull(causeEventId, "causeEventId");
        this.all = requireNonNull(all, "all");
        this.repeats = requireNonNull(repeats, "repeats");
    }

    String causeEventId() {
        return causeEventId;
    }

    /** The items of a group; perhaps none. */
    int[] targets(Group group) {
        if (group == Group.ALL) {
            return all;
        }
        if (group == Group.REPEATS) {
            return repeats;
        }
        return Arrays.stream(all)
                .filter(item -> Arrays.stream(repeats).noneMatch(repeat -> repeat == item))
                .toArray();
    }
}
