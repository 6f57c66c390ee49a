package io.freshet.lab.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Every part measured once, one after the other.
 *
 * @param whole where each event has a slate of its own
 * @param windowUpdates behaviour windows alone
 * @param windowsAndCounts the same, and what they accept is counted
 * @param codec events decoded, each with a slate written as JSON
 */
record Round(
        Drain.Rates whole,
        Rate passThrough,
        Rate windowUpdates,
        Rate windowsAndCounts,
        Rate session,
        Rate codec) {

    /** Of the whole to the three parts that the job cannot do without. */
    double ratio() {
        return SumOfParts.of(each(threeParts(), Rate::perSecond)).ratioOf(whole.read().perSecond());
    }

    /** Of the whole to these three and JSON. */
    double ratioWithCodec() {
        return SumOfParts.of(each(withCodec(), Rate::perSecond)).ratioOf(whole.read().perSecond());
    }

    /** The first ratio, counted in CPU time. */
    double ratioByCpuTime() {
        return cpuMicros(threeParts()) / whole.read().cpuMicrosEach();
    }

    /** The second ratio, counted in CPU time. */
    double ratioWithCodecByCpuTime() {
        return cpuMicros(withCodec()) / whole.read().cpuMicrosEach();
    }

    /** Of the whole to broker, windows and counts, session and JSON. */
    double ratioWithCounts() {
        return SumOfParts.of(each(withCounts(), Rate::perSecond)).ratioOf(whole.read().perSecond());
    }

    /** The third ratio, counted in CPU time. */
    double ratioWithCountsByCpuTime() {
        return cpuMicros(withCounts()) / whole.read().cpuMicrosEach();
    }

    private List<Rate> withCounts() {
        return List.of(passThrough, windowsAndCounts, session, codec);
    }

    private List<Rate> threeParts() {
        return List.of(passThrough, windowUpdates, session);
    }

    private List<Rate> withCodec() {
        return Stream.concat(threeParts().stream(), Stream.of(codec)).toList();
    }

    private static List<Double> each(List<Rate> parts, ToDoubleFunction<Rate> figure) {
        return parts.stream().map(figure::applyAsDouble).toList();
    }

    private static double cpuMicros(List<Rate> parts) {
        return parts.stream().mapToDouble(Rate::cpuMicrosEach).sum();
    }
}
