package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A testing ranker whose runs begin and wait until the test lets them end. */
final class HeldRanker extends TestingRanker {

    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);
    private volatile RuntimeException failure;
    private volatile boolean wasClosedDuringARun;

    HeldRanker() {
        super(10);
    }

    /** Waits until the next run has begun. */
    void awaitRun() throws InterruptedException {
        assertThat(begun.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("a run").isTrue();
    }

    /** Lets so many runs end, those to come included. */
    void release(int count) {
        released.release(count);
    }

    /** Makes the runs end with a failure. */
    void failWith(RuntimeException runsFailure) {
        failure = runsFailure;
    }

    boolean wasClosedDuringARun() {
        return wasClosedDuringARun;
    }

    @Override
    public List<Ranking> rank(List<RankingRequest> requests, int k) {
        List<Ranking> ranked = super.rank(requests, k);
        begun.release();
        released.acquireUninterruptibly();
        wasClosedDuringARun = isClosed();
        if (failure != null) {
            throw failure;
        }
        return ranked;
    }
}
