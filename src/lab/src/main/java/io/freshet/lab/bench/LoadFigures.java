package io.freshet.lab.bench;

import io.freshet.lab.live.LatencyMeter;
import io.freshet.lab.live.OpenLoop;
import org.HdrHistogram.Histogram;

/**
 * From when an event was due to the first slate that knows it, under a load.
 *
 * @param share of the maximum
 * @param coalescedShare of the events have no slate of their own
 * @param unanswered events that no slate knows
 * @param sentLateP99Millis how late events were sent; that is part of the latency
 * @param cpuShare of the machine's cores, used by whomever
 */
public record LoadFigures(
        double share,
        double eventsPerSecond,
        long events,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double maxMillis,
        double coalescedShare,
        long unanswered,
        double sentLateP99Millis,
        double sentLateMaxMillis,
        double cpuShare) {

    static LoadFigures of(double share, double eventsPerSecond, OpenLoop.Result result) {
        LatencyMeter.Latencies latencies = result.latencies();
        Histogram micros = latencies.freshnessMicros();
        long events = micros.getTotalCount();
        return new LoadFigures(
                share,
                eventsPerSecond,
                events,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3,
                (double) latencies.coalesced() / Math.max(1, events),
                latencies.unanswered(),
                result.sending().late().p99Micros() / 1e3,
                result.sending().late().maxMicros() / 1e3,
                result.cpuShare());
    }
}
