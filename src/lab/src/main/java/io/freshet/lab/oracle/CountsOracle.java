package io.freshet.lab.oracle;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.feed.ObservedSlates.ObservedItem;
import io.freshet.lab.oracle.ExpectedCounts.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows from the event log alone what a job has to have counted: popularity, neighbours and
 * freshness of every item. It sees them in slates of users who do one thing each, which bring all
 * that was counted and nothing of a model.
 */
public final class CountsOracle {

    /** Of the logarithm of a share: four events in a million, and what a float can tell. */
    private static final double TOLERANCE = 4e-6;

    private static final int MOST_EXAMPLES = 3;

    private final ExpectedCounts expected;

    CountsOracle(ExpectedCounts expected) {
        this.expected = expected;
    }

    /**
     * A look at the counts.
     *
     * @param item that a user acts on who did nothing before
     * @param moment of it, epoch milliseconds
     * @param slate that the user gets
     */
    public record Look(String item, long moment, List<ObservedItem> slate) {

        /** Copies the slate. */
        public Look {
            slate = List.copyOf(slate);
        }
    }

    /** Those that were acted on. */
    public Set<String> items() {
        return expected.items();
    }

    /** Holds what was seen against what was to be seen. A count that is seen twice is one. */
    public CountsVerdict judge(Collection<Look> looks) {
        Comparison comparison = new Comparison();
        for (Look look : looks) {
            comparison.add(look, expected.slate(look.item(), look.moment()));
        }
        return comparison.verdict();
    }

    /**
     * Something counted.
     *
     * @param of whose neighbour the item is; empty where it is not seen as one
     */
    private record Count(String source, String of, String item) {}

    private static final class Comparison {

        private final Set<Count> compared = new HashSet<>();
        private final Set<Count> wrong = new HashSet<>();
        private final List<String> examples = new ArrayList<>();

        private void add(Look look, Map<String, Slot> expected) {
            Map<String, Slot> found = new HashMap<>();
            look.slate()
                    .forEach(
                            slot ->
                                    found.put(
                                            slot.itemId(), new Slot(slot.source(), slot.score())));
            Set<String> items = new TreeSet<>(expected.keySet());
            items.addAll(found.keySet());
            items.forEach(item -> add(look.item(), item, found.get(item), expected.get(item)));
        }

        private void add(String after, String item, @Nullable Slot found, @Nullable Slot expected) {
            String source = requireNonNull(expected == null ? found : expected).source();
            String of = source.equals(ExpectedCounts.NEIGHBOURS) ? after : "";
            Count count = new Count(source, of, item);
            compared.add(count);
            boolean isNew = !isRight(found, expected) && wrong.add(count);
            if (isNew && examples.size() < MOST_EXAMPLES) {
                examples.add(item + " after " + after + ": " + found + ", expected " + expected);
            }
        }

        private static boolean isRight(@Nullable Slot found, @Nullable Slot expected) {
            return found != null
                    && expected != null
                    && found.source().equals(expected.source())
                    && Math.abs(found.score() - expected.score()) <= TOLERANCE;
        }

        private CountsVerdict verdict() {
            return new CountsVerdict(compared.size(), wrong.size(), examples);
        }
    }
}
