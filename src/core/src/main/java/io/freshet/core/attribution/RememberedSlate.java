package io.freshet.core.attribution;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A slate of the user, when it was shown, what it earned, and whether it is still open. */
final class RememberedSlate {

    /** By revision; of one revision by surface. */
    static final Comparator<RememberedSlate> ORDER =
            Comparator.<RememberedSlate>comparingLong(each -> each.facts.revision())
                    .thenComparing(each -> each.facts.surface());

    /** More moments are taken together. */
    static final int MOST_TOUCHES = 8;

    /** Of more interactions the oldest are forgotten. */
    static final int MOST_ANSWERS = 32;

    private final SlateFacts facts;
    private final List<Touch> touches;
    private final List<Touch> touchesView;
    private final List<Long> answers;
    private long touched;
    private boolean isClosed;
    private boolean isTold;

    private RememberedSlate(
            SlateFacts facts,
            List<Touch> touches,
            List<Long> answers,
            long touched,
            boolean isClosed,
            boolean isTold) {
        this.facts = facts;
        this.touches = touches;
        this.touchesView = Collections.unmodifiableList(touches);
        this.answers = answers;
        this.touched = touched;
        this.isClosed = isClosed;
        this.isTold = isTold;
    }

    static RememberedSlate arrived(SlateFacts facts, long nowMillis) {
        return new RememberedSlate(
                facts, new ArrayList<>(), new ArrayList<>(), nowMillis, false, false);
    }

    static RememberedSlate restored(
            SlateFacts facts,
            List<Touch> touches,
            List<Long> answers,
            long touched,
            boolean isClosed,
            boolean isTold) {
        for (int i = 1; i < touches.size(); i++) {
            if (Touch.ORDER.compare(touches.get(i - 1), touches.get(i)) >= 0) {
                throw new IllegalArgumentException(
                        "touch " + i + " is out of order, expected event-time order");
            }
        }
        return new RememberedSlate(
                facts,
                new ArrayList<>(touches),
                new ArrayList<>(answers),
                touched,
                isClosed,
                isTold);
    }

    SlateFacts facts() {
        return facts;
    }

    /** When the slate was shown, earliest first. */
    List<Touch> touches() {
        return touchesView;
    }

    /** Hashes of the events that it earned, oldest first. */
    List<Long> answers() {
        return Collections.unmodifiableList(answers);
    }

    /** When it came, or was last found to have been shown, epoch milliseconds of the machine. */
    long touched() {
        return touched;
    }

    boolean isClosed() {
        return isClosed;
    }

    void close() {
        isClosed = true;
    }

    /** Whether somebody was told that it was shown. */
    boolean isTold() {
        return isTold;
    }

    void tell() {
        isTold = true;
    }

    /** That it was shown; once more changes nothing. */
    void touch(Touch touch, long nowMillis) {
        if (holds(touch)) {
            return;
        }
        int position = Collections.binarySearch(touches, touch, Touch.ORDER);
        touches.add(-position - 1, touch);
        touched = nowMillis;
        if (touches.size() > MOST_TOUCHES) {
            takeTogether();
        }
    }

    private boolean holds(Touch touch) {
        if (!touch.isExposure()) {
            return Collections.binarySearch(touches, touch, Touch.ORDER) >= 0;
        }
        return touches.stream()
                .anyMatch(each -> touch.exposureEventId().equals(each.exposureEventId()));
    }

    /** Makes one of the two oldest of a kind: of three there are two. */
    private void takeTogether() {
        boolean exposures = touches.stream().limit(3).filter(Touch::isExposure).count() > 1;
        Touch first = first(each -> each.isExposure() == exposures);
        Touch second = first(each -> each.isExposure() == exposures && each != first);
        touches.remove(second);
        touches.set(touches.indexOf(first), first.with(second));
    }

    private Touch first(Predicate<Touch> which) {
        return touches.stream().filter(which).findFirst().orElseThrow();
    }

    Stream<Touch> exposuresUntil(long timestamp) {
        return touches.stream().filter(Touch::isExposure).filter(e -> e.timestamp() <= timestamp);
    }

    /** How many slots exposures until then have shown. */
    int slotsShown(long timestamp) {
        BitSet shown = new BitSet();
        exposuresUntil(timestamp).forEach(each -> shown.or(each.slots()));
        return shown.cardinality();
    }

    boolean isAnswered() {
        return !answers.isEmpty();
    }

    boolean earned(long eventHash) {
        return answers.contains(eventHash);
    }

    void earn(long eventHash) {
        answers.add(eventHash);
        if (answers.size() > MOST_ANSWERS) {
            answers.remove(0);
        }
    }
}
