package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * What came after a list: an event, or a basket of them.
 *
 * @param causeEventId the user's event before it; the slate which that one caused is judged
 * @param all the distinct items that came
 * @param repeats those of them that the user had acted on before
 */
record Judged(String causeEventId, int[] all, int[] repeats) {

    Judged {
        requireNonNull(causeEventId, "causeEventId");
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
