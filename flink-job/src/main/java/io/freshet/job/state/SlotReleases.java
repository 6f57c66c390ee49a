package io.freshet.job.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a slot. What is older than what all agreed on is none of them: a slot never goes
 * back by itself.
 *
 * @param active what all subtasks agreed on; null while the slot has what the configuration says
 * @param pending what they have not agreed on yet, oldest first
 */
public record SlotReleases(@Nullable Announcement active, List<Announcement> pending) {

    public static final SlotReleases NONE = new SlotReleases(null, List.of());

    public SlotReleases {
        long newest = active == null ? Long.MIN_VALUE : active.number();
        pending =
                pending == null
                        ? List.of()
                        : pending.stream().filter(each -> each.number() > newest).toList();
    }

    /** With one more to agree on. */
    public SlotReleases with(Announcement announced) {
        List<Announcement> more = new ArrayList<>(pending);
        more.add(announced);
        return new SlotReleases(active, more);
    }

    /** Without one that will not serve. */
    public SlotReleases without(Announcement announced) {
        return new SlotReleases(
                active, pending.stream().filter(each -> !each.equals(announced)).toList());
    }

    /** With one that all agreed on, unless they agreed on a newer one before. */
    public SlotReleases switchedTo(Announcement agreed) {
        boolean isOutrun = active != null && active.number() > agreed.number();
        return isOutrun ? this : new SlotReleases(agreed, pending);
    }

    /** Whether nothing was ever released for the slot, or nothing is left. */
    public boolean isEmpty() {
        return active == null && pending.isEmpty();
    }
}
