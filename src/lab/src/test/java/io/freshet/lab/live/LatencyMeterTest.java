package io.freshet.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {

    private final LatencyMeter meter = new LatencyMeter();

    private static Slate slate(String cause, long event, long ingested, long emitted) {
        SlateTimestamps timestamps = new SlateTimestamps(event, ingested, emitted, emitted);
        return TestingSlates.slate("ann", cause, timestamps);
    }

    private void read(String cause, long atMillis) {
        meter.read(slate(cause, 0, 0, 0), 0, TimeUnit.MILLISECONDS.toNanos(atMillis));
    }

    private void due(String eventId, long atMillis) {
        meter.sent("ann", eventId, TimeUnit.MILLISECONDS.toNanos(atMillis));
    }

    @Test
    void measuresTheWayBeforeAndBehindTheJob() {
        due("e-1", 0);
        meter.read(slate("e-1", 100, 103, 120), 127, TimeUnit.MILLISECONDS.toNanos(30));

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getTotalCount()).isEqualTo(1);
        assertThat(found.freshnessMicros().getValueAtPercentile(50)).isBetween(30_000L, 30_100L);
        assertThat(found.toBrokerMillis().getMaxValue()).isEqualTo(3);
        assertThat(found.toReaderMillis().getMaxValue()).isEqualTo(7);
    }

    @Test
    void aStallShowsInEveryEventThatWasDueMeanwhile() {
        for (int i = 0; i < 100; i++) {
            due("e-" + i, i * 10L);
        }
        for (int i = 0; i < 100; i++) {
            // Answered within 5 ms but for a stall of half a second, which ends for all at once.
            read("e-" + i, i >= 50 ? 1_000 : i * 10L + 5);
        }

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getValueAtPercentile(50)).isBetween(5_000L, 5_100L);
        assertThat(found.freshnessMicros().getValueAtPercentile(75)).isGreaterThan(240_000);
        assertThat(found.freshnessMicros().getValueAtPercentile(99)).isGreaterThan(480_000);
    }

    @Test
    void anEventWithoutASlateOfItsOwnIsAnsweredByALaterOne() {
        due("e-1", 0);
        due("e-2", 40);
        due("e-3", 50);
        read("e-2", 60);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getTotalCount()).isEqualTo(2);
        assertThat(found.freshnessMicros().getMaxValue()).isBetween(60_000L, 60_100L);
        assertThat(found.coalesced()).isEqualTo(1);
        assertThat(found.unanswered()).isEqualTo(1);
    }

    @Test
    void slatesOfEventsThatWereNotAnnouncedDoNotCount() {
        due("e-1", 0);
        meter.read(slate("warm-up", 0, 5_000, 9_000), 20_000, 0);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getTotalCount()).isZero();
        assertThat(found.toBrokerMillis().getTotalCount()).isZero();
        assertThat(found.toReaderMillis().getTotalCount()).isZero();
        assertThat(found.unanswered()).isEqualTo(1);
    }

    @Test
    void clocksThatDisagreeByAMillisecondGiveNoNegativeTimes() {
        due("e-1", 10);
        meter.read(slate("e-1", 100, 99, 120), 119, 0);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getMaxValue()).isZero();
        assertThat(found.toBrokerMillis().getMaxValue()).isZero();
        assertThat(found.toReaderMillis().getMaxValue()).isZero();
    }
}
