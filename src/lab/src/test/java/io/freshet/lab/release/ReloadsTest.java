package io.freshet.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.release.ReleasesReport.MemorySample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadsTest {

    private final List<String> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private final Reloads reloads =
            new Reloads(
                    () -> steps.add("reload"),
                    () -> steps.add("pause"),
                    done -> new MemorySample(done, steps.size(), 0, 0, 0),
                    told::add);

    @Test
    void looksAtMemoryBeforeTheFirstAndAfterEveryTenth() throws IOException {
        List<MemorySample> samples = reloads.run(25, false);

        assertThat(steps).isEqualTo(Collections.nCopies(25, "reload"));
        assertThat(samples).extracting(MemorySample::reloads).containsExactly(0, 10, 20);
        assertThat(samples).extracting(MemorySample::heapMib).containsExactly(0.0, 10.0, 20.0);
        assertThat(told).hasSize(2).first().asString().startsWith("reloads: 10, ");
    }

    @Test
    void aControlPausesInPlaceOfEachAndLooksAsOften() throws IOException {
        List<MemorySample> samples = reloads.run(25, true);

        assertThat(steps).isEqualTo(Collections.nCopies(25, "pause"));
        assertThat(samples).extracting(MemorySample::reloads).containsExactly(0, 10, 20);
    }
}
