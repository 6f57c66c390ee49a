package io.freshet.lab.traffic;

import java.time.Instant;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** The times of a Poisson process that is faster in bursts. */
final class ArrivalTimes {

    private final Pace pace;
    private final Episodes bursts;
    private final ContinuousSampler exponential;
    private final double startMillis;
    private double sinceStart;

    ArrivalTimes(Pace pace, Instant start, long seed, UniformRandomProvider random) {
        this.pace = pace;
        this.bursts = new Episodes(pace.burstLength(), pace.burstInterval(), seed);
        this.exponential = ZigguratSampler.Exponential.of(random);
        this.startMillis = start.toEpochMilli();
    }

    /** The next one, epoch milliseconds. */
    double next() {
        double work = exponential.sample();
        while (true) {
            double perMilli = ratePerSecond() / 1_000;
            double change = bursts.nextChange((long) sinceStart);
            double done = (change - sinceStart) * perMilli;
            if (pace.burstFactor() == 1 || done > work) {
                sinceStart += work / perMilli;
                return startMillis + sinceStart;
            }
            work -= done;
            sinceStart = change;
        }
    }

    /** Nothing happens before the time, epoch milliseconds. */
    void notBefore(double epochMillis) {
        sinceStart = Math.max(sinceStart, epochMillis - startMillis);
    }

    private double ratePerSecond() {
        boolean burst = bursts.at((long) sinceStart) >= 0;
        return pace.eventsPerSecond() * (burst ? pace.burstFactor() : 1);
    }
}
