package io.freshet.console.live;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.jspecify.annotations.Nullable;

/**
 * Which items are acted on and shown most, in the last minutes and in as many before: in half of
 * the time that was watched, and in five minutes at most. Kept in frequent-items sketches, one for
 * every ten seconds, so that memory does not grow with the catalogue; rare items may be missing.
 * For any number of threads.
 */
public final class ItemTrends {

    /** Short beside a span, because the latest one is never over. */
    private static final long PIECE_MILLIS = 10_000;

    /** Most pieces of a span. */
    private static final int LONGEST_SPAN = 30;

    /** Counters of a sketch: beyond three quarters of it the rarest give way. */
    private static final int COUNTERS = 2_048;

    private static final int LISTED = 50;
    private static final int RISING = 10;

    /** Fewer interactions than this are no trend. */
    private static final long NOTABLE = 5;

    private static final int SLATES_KEPT = 2_000;
    private static final int USERS_NAMED = 20;

    private final Titles titles;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final Deque<ShownTo> lastSlates = new ArrayDeque<>();
    private long pieceNow = Long.MIN_VALUE;

    public ItemTrends(Titles titles) {
        this.titles = titles;
    }

    /** An item in a slot of a source. */
    private record Shown(String itemId, String source) {}

    private record ShownTo(String userId, List<String> itemIds) {}

    private static final class Piece {

        private final ItemsSketch<String> acted = new ItemsSketch<>(COUNTERS);
        private final ItemsSketch<Shown> shown = new ItemsSketch<>(COUNTERS);
        private long slates;
    }

    /**
     * What was acted on and shown.
     *
     * @param at when that was so, epoch milliseconds
     * @param rising whose interactions grew most
     */
    public record Board(
            long at,
            long spanSeconds,
            List<ActedOn> acted,
            List<ActedOn> rising,
            List<ShownItem> shown) {

        public Board {
            acted = List.copyOf(acted);
            rising = List.copyOf(rising);
            shown = List.copyOf(shown);
        }
    }

    /** An interaction with the item came. */
    public synchronized void acted(String itemId, long now) {
        at(now).acted.update(itemId);
    }

    /** A slate that was looked into. */
    public synchronized void shown(Slate slate, long now) {
        Piece piece = at(now);
        piece.slates++;
        List<String> itemIds = new ArrayList<>(slate.items().size());
        for (SlateItem item : slate.items()) {
            piece.shown.update(new Shown(item.itemId(), item.source()));
            itemIds.add(item.itemId());
        }
        lastSlates.addLast(new ShownTo(slate.userId(), itemIds));
        if (lastSlates.size() > SLATES_KEPT) {
            lastSlates.removeFirst();
        }
    }

    /** The items that stand out. */
    public synchronized Board board(long now) {
        at(now);
        List<ActedOn> all = allActed();
        List<ActedOn> acted = first(all, Comparator.comparingLong(ActedOn::lately), LISTED);
        List<ActedOn> rising =
                all.stream()
                        .filter(each -> each.before() != null)
                        .filter(each -> each.lately() >= NOTABLE && growth(each) > 0)
                        .sorted(
                                Comparator.<ActedOn>comparingDouble(ItemTrends::growth)
                                        .reversed()
                                        .thenComparing(ActedOn::itemId))
                        .limit(RISING)
                        .toList();
        return new Board(
                now,
                span() * PIECE_MILLIS / 1_000,
                acted,
                rising,
                first(allShown(), BY_SLOTS, LISTED));
    }

    /** All that is known of one item; no users and zeros where that is nothing. */
    public synchronized ItemPage item(String itemId, long now) {
        at(now);
        ItemsSketch<String> lately = actedIn(0);
        ItemsSketch<String> before = actedIn(span());
        ShownItem shown =
                allShown().stream()
                        .filter(each -> each.itemId().equals(itemId))
                        .findFirst()
                        .orElseGet(() -> shown(itemId, Map.of(), 0));
        return new ItemPage(
                itemId,
                titles.of(itemId).title(),
                titles.of(itemId).category(),
                lately.getEstimate(itemId),
                known(before.getEstimate(itemId)),
                shown.slots(),
                shown.share(),
                shown.sources(),
                usersOf(itemId));
    }

    private static final Comparator<ShownItem> BY_SLOTS =
            Comparator.comparingLong(ShownItem::slots);

    private static <T> List<T> first(List<T> all, Comparator<T> byWeight, int most) {
        return all.stream().sorted(byWeight.reversed()).limit(most).toList();
    }

    /** A surprise by the square root that counts are uncertain by, so that one more is none. */
    private static double growth(ActedOn item) {
        long before = requireNonNull(item.before(), "before");
        return (item.lately() - before) / Math.sqrt((double) item.lately() + before);
    }

    private List<ActedOn> allActed() {
        ItemsSketch<String> before = actedIn(span());
        List<ActedOn> all = new ArrayList<>();
        for (ItemsSketch.Row<String> row :
                actedIn(0).getFrequentItems(ErrorType.NO_FALSE_NEGATIVES)) {
            String itemId = row.getItem();
            Titles.Title title = titles.of(itemId);
            all.add(
                    new ActedOn(
                            itemId,
                            title.title(),
                            title.category(),
                            row.getEstimate(),
                            known(before.getEstimate(itemId))));
        }
        return all;
    }

    private List<ShownItem> allShown() {
        ItemsSketch<Shown> sum = new ItemsSketch<>(COUNTERS);
        long slates = 0;
        int age = 0;
        for (Iterator<Piece> each = pieces.descendingIterator();
                each.hasNext() && age < span();
                age++) {
            Piece piece = each.next();
            sum.merge(piece.shown);
            slates += piece.slates;
        }
        Map<String, Map<String, Long>> byItem = new HashMap<>();
        for (ItemsSketch.Row<Shown> row : sum.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES)) {
            byItem.computeIfAbsent(row.getItem().itemId(), id -> new TreeMap<>())
                    .put(row.getItem().source(), row.getEstimate());
        }
        List<ShownItem> all = new ArrayList<>();
        for (Map.Entry<String, Map<String, Long>> each : byItem.entrySet()) {
            all.add(shown(each.getKey(), each.getValue(), slates));
        }
        return all;
    }

    private ShownItem shown(String itemId, Map<String, Long> sources, long slates) {
        long slots = sources.values().stream().mapToLong(Long::longValue).sum();
        Titles.Title title = titles.of(itemId);
        double share = slates == 0 ? 0 : (double) slots / slates;
        return new ShownItem(itemId, title.title(), title.category(), slots, share, sources);
    }

    private List<String> usersOf(String itemId) {
        return lastSlates.stream()
                .filter(each -> each.itemIds().contains(itemId))
                .map(ShownTo::userId)
                .distinct()
                .limit(USERS_NAMED)
                .toList();
    }

    /** The interactions of a span that ended so many pieces ago. */
    private ItemsSketch<String> actedIn(int piecesAgo) {
        ItemsSketch<String> sum = new ItemsSketch<>(COUNTERS);
        int age = 0;
        for (Iterator<Piece> each = pieces.descendingIterator(); each.hasNext(); age++) {
            Piece piece = each.next();
            if (age >= piecesAgo && age < piecesAgo + span()) {
                sum.merge(piece.acted);
            }
        }
        return sum;
    }

    private int span() {
        return Math.max(1, pieces.size() / 2);
    }

    /** Null while nothing was watched before. */
    private @Nullable Long known(long before) {
        return pieces.size() < 2 ? null : Long.valueOf(before);
    }

    private Piece at(long now) {
        long piece = Math.floorDiv(now, PIECE_MILLIS);
        long missing = pieceNow == Long.MIN_VALUE ? 1 : piece - pieceNow;
        for (long i = 0; i < Math.min(missing, 2 * LONGEST_SPAN); i++) {
            pieces.addLast(new Piece());
            if (pieces.size() > 2 * LONGEST_SPAN) {
                pieces.removeFirst();
            }
        }
        pieceNow = Math.max(piece, pieceNow);
        return pieces.getLast();
    }
}
