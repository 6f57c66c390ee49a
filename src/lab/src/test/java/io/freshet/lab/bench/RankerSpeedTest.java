package io.freshet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankerSpeedTest {

    /** It has all precisions. */
    private static final Path TINY_BUNDLE = Path.of("../core/src/test/resources/tiny-bundle");

    private static final OnnxSettings ONE_THREAD =
            new OnnxSettings(Provider.CPU, 1, Precision.FP32);

    private final RankerSpeed speed = new RankerSpeed(ModelBundle.load(TINY_BUNDLE), 5);

    @Test
    void measuresEverySizeAtLeastOnce() {
        List<RankerSpeed.OfBatch> measured =
                speed.measure(ONE_THREAD, List.of(1, 3), Duration.ofMillis(1));

        assertThat(measured).extracting(RankerSpeed.OfBatch::size).containsExactly(1, 3);
        assertThat(measured)
                .allSatisfy(
                        of -> {
                            assertThat(of.micros().getTotalCount()).isPositive();
                            assertThat(of.windowsPerSecond()).isPositive();
                        });
    }

    @Test
    void twoWaysThatAreOneDoNotDiffer() {
        RankerSpeed.Difference difference = speed.compare(ONE_THREAD, ONE_THREAD, 20);

        assertThat(difference.greatestDifference()).isZero();
        assertThat(difference.sameItems()).isEqualTo(1);
    }

    @Test
    void seesADifference() {
        OnnxSettings coarse = new OnnxSettings(Provider.CPU, 1, Precision.INT8);

        RankerSpeed.Difference difference = speed.compare(ONE_THREAD, coarse, 20);

        assertThat(difference.greatestDifference()).isPositive();
        assertThat(difference.sameItems()).isBetween(0.5, 1.0);
    }
}
