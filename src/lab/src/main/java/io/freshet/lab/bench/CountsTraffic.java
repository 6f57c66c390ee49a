package io.freshet.lab.bench;

import io.freshet.core.domain.Interaction;
import io.freshet.job.operator.ArrivedInteraction;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * In: numbers. Out: interactions of now with items of a catalogue of any size: one half by Zipf's
 * law, the other evenly, so that every item gets some. A user acts five times within some seconds.
 * The rate, and the share of the hottest item, can be changed while the job runs, which it does in
 * this JVM.
 */
final class CountsTraffic extends RichMapFunction<Long, ArrivedInteraction> {

    private static final long serialVersionUID = 1L;

    private static final int USERS = 10_000;
    private static final int SESSION = 5;
    private static final long SEED = 5;

    private static volatile double eventsPerSecond;
    private static volatile double shareOfHotItem;

    private final int items;

    private transient SplittableRandom random;
    private transient SharedStateDiscreteSampler popular;
    private transient long dueNanos;

    CountsTraffic(int items) {
        this.items = items;
    }

    /**
     * Of all that run from now on.
     *
     * @param rate 0: as fast as possible
     */
    static void limit(double rate) {
        eventsPerSecond = rate;
    }

    /**
     * Of all that run from now on.
     *
     * @param share of the interactions that are with one item, beside what it gets anyway
     */
    static void concentrate(double share) {
        shareOfHotItem = share;
    }

    @Override
    public void open(OpenContext context) {
        random = new SplittableRandom(SEED);
        UniformRandomProvider source = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
        popular = RejectionInversionZipfSampler.of(source, items, 1);
        dueNanos = System.nanoTime();
    }

    @Override
    public ArrivedInteraction map(Long number) {
        awaitTurn();
        long now = System.currentTimeMillis();
        int item = nextItem();
        String user = "user-" + number / SESSION % USERS;
        return new ArrivedInteraction(
                Interaction.of("event-" + number, user, "item-" + item, "view", now), now);
    }

    private int nextItem() {
        if (random.nextDouble() < shareOfHotItem) {
            return 0;
        }
        return random.nextBoolean() ? popular.sample() - 1 : random.nextInt(items);
    }

    private void awaitTurn() {
        double rate = eventsPerSecond;
        long now = System.nanoTime();
        if (rate == 0) {
            dueNanos = now;
            return;
        }
        dueNanos += (long) (1e9 / rate);
        while (now < dueNanos) {
            LockSupport.parkNanos(dueNanos - now);
            now = System.nanoTime();
        }
    }
}
