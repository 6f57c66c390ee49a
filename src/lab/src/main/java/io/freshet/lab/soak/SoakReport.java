package io.freshet.lab.soak;

import java.util.List;

/**
 * What a soak showed.
 *
 * @param samples one for each minute
 * @param warmUpMinutes that the slopes leave out
 * @param slopes after the warm-up; none if that was too short
 */
public record SoakReport(List<SoakSample> samples, double warmUpMinutes, List<Slope> slopes) {

    private static final int LEAST_SAMPLES = 3;

    static SoakReport of(List<SoakSample> samples, double warmUpMinutes) {
        List<SoakSample> warm =
                samples.stream().filter(each -> each.minute() > warmUpMinutes).toList();
        List<Slope> slopes =
                warm.size() < LEAST_SAMPLES
                        ? List.of()
                        : List.of(
                                Slope.of("heap MiB", warm, SoakSample::heapMib),
                                Slope.of("RSS MiB", warm, SoakSample::residentMib),
                                Slope.of("native MiB", warm, SoakSample::nativeMib),
                                Slope.of("direct MiB", warm, SoakSample::directMib),
                                Slope.of("threads", warm, SoakSample::threads),
                                Slope.of("descriptors", warm, SoakSample::descriptors),
                                Slope.of("bytes per user", warm, SoakSample::stateBytesPerUser),
                                Slope.of("checkpoint ms", warm, SoakSample::checkpointMillis),
                                Slope.of("p50 ms", warm, SoakSample::freshP50Millis),
                                Slope.of("p99 ms", warm, SoakSample::freshP99Millis));
        return new SoakReport(List.copyOf(samples), warmUpMinutes, slopes);
    }

    /** For people. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "%d minutes, slopes after the first %.0f:%n",
                        samples.size(), warmUpMinutes));
        slopes.forEach(slope -> text.append(slope.line()).append(System.lineSeparator()));
        return text.toString().stripTrailing();
    }
}
