package io.freshet.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {

    private final LatencyMeter meter = new LatencyMeter();

    private static Slate slate(String cause, long event, long ingested, long emitted) {
        SlateTimestamps timestamps = new SlateTimestamps(event, ingested, emitted, emitted);
        return TestingSlates.slate("ann", cause, timestamps);
    }

    @Test
    void measuresTheWayBeforeAndBehindTheJob() {
        meter.sent("e-1");
        meter.read(slate("e-1", 100, 103, 120), 127);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getTotalCount()).isEqualTo(1);
        assertThat(found.toBrokerMillis().getMaxValue()).isEqualTo(3);
        assertThat(found.toReaderMillis().getMaxValue()).isEqualTo(7);
    }

    @Test
    void slatesOfEventsThatWereNotAnnouncedDoNotCount() {
        meter.read(slate("warm-up", 0, 5_000, 9_000), 20_000);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.freshnessMicros().getTotalCount()).isZero();
        assertThat(found.toBrokerMillis().getTotalCount()).isZero();
        assertThat(found.toReaderMillis().getTotalCount()).isZero();
    }

    @Test
    void clocksThatDisagreeByAMillisecondGiveNoNegativeTimes() {
        meter.sent("e-1");
        meter.read(slate("e-1", 100, 99, 120), 119);

        LatencyMeter.Latencies found = meter.take();
        assertThat(found.toBrokerMillis().getMaxValue()).isZero();
        assertThat(found.toReaderMillis().getMaxValue()).isZero();
    }
}
