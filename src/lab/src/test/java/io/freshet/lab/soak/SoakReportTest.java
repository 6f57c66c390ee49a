package io.freshet.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakReportTest {

    private static final double WARM_UP_MINUTES = 5;

    @Test
    void findsWhatGrowsAfterTheWarmUp() {
        SoakReport report = SoakReport.of(minutes(60), WARM_UP_MINUTES);

        Slope resident = slope(report, "RSS MiB");
        assertThat(resident.perHour()).isCloseTo(60, within(1e-6));
        assertThat(resident.isFlat()).isFalse();
        Slope heap = slope(report, "heap MiB");
        assertThat(heap.isFlat()).isTrue();
        assertThat(heap.mean()).isCloseTo(100, within(1.0));
        assertThat(report.summary()).contains("+60.00").contains("no change seen");
    }

    @Test
    void saysNothingOfSlopesWhenItWasTooShort() {
        SoakReport report = SoakReport.of(minutes(7), WARM_UP_MINUTES);

        assertThat(report.slopes()).isEmpty();
        assertThat(report.samples()).hasSize(7);
    }

    @Test
    void writesAPageThatNeedsNoOtherFile(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("soak.html");

        SoakPage.write(SoakReport.of(minutes(60), WARM_UP_MINUTES), page);

        assertThat(Files.readString(page))
                .contains("uPlot")
                .contains("\"figure\":\"RSS MiB\"")
                .doesNotContain("/*REPORT*/")
                .doesNotContain("src=")
                .doesNotContain("href=");
    }

    private static Slope slope(SoakReport report, String figure) {
        return report.slopes().stream()
                .filter(each -> each.figure().equals(figure))
                .findFirst()
                .orElseThrow();
    }

    /** RSS grows by a MiB a minute, but wildly in the warm-up; the heap goes up and down. */
    private static List<SoakSample> minutes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(
                        minute ->
                                sample(
                                        minute,
                                        100 + minute % 2,
                                        minute <= WARM_UP_MINUTES ? 1_000 * minute : minute))
                .toList();
    }

    private static SoakSample sample(int minute, double heapMib, double residentMib) {
        return new SoakSample(
                minute, 500, 480, 8, 40, heapMib, residentMib, 50, 10, 60, 200, 1_000, 800, 1, 90);
    }
}
