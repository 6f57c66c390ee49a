package io.freshet.console.live;

import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dead letters since the console began: how many of each reason, and the latest of them. */
public final class DeadLetterBook {

    private static final TopicValue<Letter> LETTERS = TopicValue.of(Letter.class);
    private static final int SAMPLES = 20;
    private static final int RAW_BYTES = 2_000;
    private static final int LONGEST = 1_000;
    private static final int MOST_REASONS = 100;
    private static final String UNREADABLE = "UNREADABLE";
    private static final long MINUTE = 60_000;
    private static final int MOST_MOMENTS = 100_000;

    private final Map<String, Page> pages = new TreeMap<>();

    /** What the topic has; a reason may be one that this version does not know. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Letter(
            @Nullable String topic,
            int partition,
            long offset,
            @Nullable String reason,
            @Nullable String message,
            int size,
            byte @Nullable [] raw) {}

    /**
     * A dead letter.
     *
     * @param at when the console read it, epoch milliseconds
     * @param raw what the record was, as text; its beginning where it is long
     */
    public record Sample(
            long at,
            String reason,
            @Nullable String message,
            @Nullable String topic,
            int partition,
            long offset,
            int size,
            String raw) {}

    /**
     * All of one reason.
     *
     * @param last when the last one came, epoch milliseconds
     */
    public record Reason(String reason, long count, long lastMinute, long last) {}

    /** The whole book. */
    public record Report(long at, long total, List<Reason> reasons, List<Sample> samples) {

        public Report {
            reasons = List.copyOf(reasons);
            samples = List.copyOf(samples);
        }
    }

    private static final class Page {

        private final Deque<Sample> samples = new ArrayDeque<>();
        private final Deque<Long> moments = new ArrayDeque<>();
        private long count;
        private long last;

        void add(Sample sample) {
            count++;
            last = sample.at();
            push(samples, sample, SAMPLES);
            push(moments, sample.at(), MOST_MOMENTS);
        }

        long since(long moment) {
            while (!moments.isEmpty() && moments.getFirst() < moment) {
                moments.removeFirst();
            }
            return moments.size();
        }

        private static <T> void push(Deque<T> deque, T last, int most) {
            deque.addLast(last);
            if (deque.size() > most) {
                deque.removeFirst();
            }
        }
    }

    /** A record of the topic came. */
    public synchronized void add(byte @Nullable [] value, long now) {
        Sample sample = sample(value, now);
        String reason =
                pages.size() < MOST_REASONS || pages.containsKey(sample.reason())
                        ? sample.reason()
                        : UNREADABLE;
        pages.computeIfAbsent(reason, any -> new Page()).add(sample);
    }

    /** How many there are. */
    public synchronized long total() {
        return pages.values().stream().mapToLong(page -> page.count).sum();
    }

    /** How many came in the last minute. */
    public synchronized long lastMinute(long now) {
        return pages.values().stream().mapToLong(page -> page.since(now - MINUTE)).sum();
    }

    /** All of it. */
    public synchronized Report report(long now) {
        List<Reason> reasons = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        pages.forEach(
                (reason, page) -> {
                    reasons.add(
                            new Reason(reason, page.count, page.since(now - MINUTE), page.last));
                    samples.addAll(page.samples);
                });
        reasons.sort(Comparator.comparingLong(Reason::count).reversed());
        samples.sort(Comparator.comparingLong(Sample::at).reversed());
        return new Report(now, total(), reasons, samples);
    }

    private static Sample sample(byte @Nullable [] value, long now) {
        if (value == null) {
            return unreadable(now, "the record has no value, expected a dead letter", new byte[0]);
        }
        try {
            Letter letter = LETTERS.read(value);
            if (letter.reason() == null) {
                return unreadable(now, "there is no reason, expected a dead letter", value);
            }
            return new Sample(
                    now,
                    cut(letter.reason()),
                    cut(letter.message()),
                    cut(letter.topic()),
                    letter.partition(),
                    letter.offset(),
                    letter.size(),
                    text(letter.raw() == null ? new byte[0] : letter.raw()));
        } catch (IOException e) {
            return unreadable(now, cut("not a dead letter: " + e.getMessage()), value);
        }
    }

    private static Sample unreadable(long now, String message, byte[] value) {
        return new Sample(now, UNREADABLE, message, null, 0, 0, value.length, text(value));
    }

    /** Anybody may write to the topic, and memory is bound. */
    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** What is not UTF-8 becomes replacement characters. */
    private static String text(byte[] raw) {
        return new String(raw, 0, Math.min(raw.length, RAW_BYTES), StandardCharsets.UTF_8);
    }
}
