package io.freshet.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What the bench found; a spread is over the rounds.
 *
 * @param everyEvent the whole job without coalescing: a slate for each event
 * @param byDefault the whole job as it runs by default
 * @param loads the whole job by default, under shares of its maximum
 */
public record BenchReport(
        Machine machine,
        Workload workload,
        Parts parts,
        Whole everyEvent,
        Whole byDefault,
        Ratio ratio,
        List<LoadFigures> loads,
        WholeJob.StateSize state) {

    private static final ObjectWriter JSON =
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    public BenchReport {
        loads = List.copyOf(loads);
    }

    /**
     * What was done.
     *
     * @param secondsPerMeasurement but for loads, which take three times as long
     * @param meanBatchSize of the latest batches at saturation, and so of the session alone
     * @param meanSlateBytes as JSON, and so of the pass-through
     */
    public record Workload(
            String model,
            int users,
            int windowLength,
            int parallelism,
            int rounds,
            double secondsPerMeasurement,
            double meanBatchSize,
            double meanSlateBytes) {}

    /** How fast something goes with all cores, and the CPU time that one of it takes. */
    public record Pace(Spread perSecond, Spread cpuMicrosEach) {

        static <T> Pace of(List<T> rounds, Function<T, Rate> rate) {
            return new Pace(
                    spread(rounds, each -> rate.apply(each).perSecond()),
                    spread(rounds, each -> rate.apply(each).cpuMicrosEach()));
        }
    }

    /** Each part alone. */
    public record Parts(
            Pace passThroughEvents,
            Pace windowUpdates,
            Pace windowsAndCounts,
            Pace sessionRequests,
            Pace codecEvents) {

        static Parts of(List<Round> rounds) {
            return new Parts(
                    Pace.of(rounds, Round::passThrough),
                    Pace.of(rounds, Round::windowUpdates),
                    Pace.of(rounds, Round::windowsAndCounts),
                    Pace.of(rounds, Round::session),
                    Pace.of(rounds, Round::codec));
        }
    }

    /**
     * The whole job at saturation.
     *
     * @param coalescedShare of the events have no slate of their own
     * @param cpuShare of the machine's cores, used by whomever
     */
    public record Whole(
            Pace events,
            Spread slatesPerSecond,
            Spread coalescedShare,
            Spread bytesAllocatedPerSlate,
            Spread cpuShare) {

        static Whole of(List<Drain.Rates> rates) {
            return new Whole(
                    Pace.of(rates, Drain.Rates::read),
                    spread(rates, Drain.Rates::writtenPerSecond),
                    spread(rates, Drain.Rates::unwrittenShare),
                    spread(rates, Drain.Rates::bytesAllocatedPerRecord),
                    spread(rates, Drain.Rates::cpuShare));
        }
    }

    /**
     * The whole to the sum of its parts; see {@link SumOfParts}.
     *
     * @param ofThreeParts broker, windows and session: decoding, JSON of slates, re-ranking, counts
     *     and all hand-over are the job's own to pay for
     * @param withCodec JSON counts as a part too
     * @param withCounts and the counts, with the windows that they are made from
     * @param ofThreePartsByCpuTime CPU time of the parts to that of the whole: the same where the
     *     cores do nothing else, and the one to look at where they do
     */
    public record Ratio(
            String formula,
            Spread ofThreeParts,
            Spread withCodec,
            Spread withCounts,
            Spread ofThreePartsByCpuTime,
            Spread withCodecByCpuTime,
            Spread withCountsByCpuTime) {

        static Ratio of(List<Round> rounds) {
            return new Ratio(
                    SumOfParts.FORMULA,
                    spread(rounds, Round::ratio),
                    spread(rounds, Round::ratioWithCodec),
                    spread(rounds, Round::ratioWithCounts),
                    spread(rounds, Round::ratioByCpuTime),
                    spread(rounds, Round::ratioWithCodecByCpuTime),
                    spread(rounds, Round::ratioWithCountsByCpuTime));
        }
    }

    private static <T> Spread spread(List<T> rounds, ToDoubleFunction<T> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    /** For machines. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report must be JSON", e);
        }
    }

    /** For a terminal. */
    public String toText() {
        return BenchText.of(this);
    }
}
