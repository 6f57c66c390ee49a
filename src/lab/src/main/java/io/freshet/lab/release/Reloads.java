package io.freshet.lab.release;

import io.freshet.lab.release.ReleasesReport.MemorySample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Many reloads one after another and looks at memory between them; in a control, nothing is
 * reloaded, and as much time passes.
 */
final class Reloads {

    private static final int BETWEEN_SAMPLES = 10;

    private final ReleaseTrial.Action reload;
    private final ReleaseTrial.Action pause;
    private final Memory memory;
    private final Consumer<String> told;

    /** Looks at it. */
    @FunctionalInterface
    interface Memory {
        MemorySample after(int reloads) throws IOException;
    }

    /**
     * Does nothing yet.
     *
     * @param reload one of them
     * @param pause about as long as one of them
     * @param told of the looks between them
     */
    Reloads(
            ReleaseTrial.Action reload,
            ReleaseTrial.Action pause,
            Memory memory,
            Consumer<String> told) {
        this.reload = reload;
        this.pause = pause;
        this.memory = memory;
        this.told = told;
    }

    /** The looks before the first of so many, and after every tenth. */
    List<MemorySample> run(int count, boolean isControl) throws IOException {
        ReleaseTrial.Action step = isControl ? pause : reload;
        List<MemorySample> samples = new ArrayList<>();
        samples.add(memory.after(0));
        for (int done = 1; done <= count; done++) {
            step.run();
            if (done % BETWEEN_SAMPLES == 0) {
                MemorySample sample = memory.after(done);
                samples.add(sample);
                told.accept("reloads: " + done + ", " + sample);
            }
        }
        return samples;
    }
}
