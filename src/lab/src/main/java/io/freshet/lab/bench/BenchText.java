package io.freshet.lab.bench;

import java.util.Locale;

/** The report as a table of a terminal. */
final class BenchText {

    private final StringBuilder text = new StringBuilder();

    private BenchText() {}

    static String of(BenchReport report) {
        BenchText made = new BenchText();
        made.where(report.machine(), report.workload());
        made.line(
                "%n%-38s %12s %12s %12s %12s",
                "a second", "median", "least", "most", "CPU µs each");
        made.pace("broker pass-through, events", report.parts().passThroughEvents());
        made.pace("window updates alone", report.parts().windowUpdates());
        made.pace("windows and counts", report.parts().windowsAndCounts());
        made.pace("bare session, requests", report.parts().sessionRequests());
        made.pace("JSON alone, events and slates", report.parts().codecEvents());
        made.pace("whole, a slate an event", report.everyEvent().events());
        made.pace("whole by default, events", report.byDefault().events());
        made.spread("whole by default, slates", report.byDefault().slatesPerSecond());
        made.ratios(report);
        made.loads(report);
        return made.text.toString().stripTrailing();
    }

    private void where(Machine machine, BenchReport.Workload workload) {
        line(
                "%d cores (%s), Java %s, Flink %s, %s",
                machine.cores(), machine.cpu(), machine.java(), machine.flink(), machine.at());
        line(
                "model %s, %d users, windows of %d, parallelism %d, batches of %.1f, slates of %.0f"
                        + " bytes; %d rounds of %.1f s",
                workload.model(),
                workload.users(),
                workload.windowLength(),
                workload.parallelism(),
                workload.meanBatchSize(),
                workload.meanSlateBytes(),
                workload.rounds(),
                workload.secondsPerMeasurement());
    }

    private void ratios(BenchReport report) {
        line("%n%s", "ratio of the whole, a slate an event, to the sum of its parts");
        line("= " + report.ratio().formula());
        small("broker, windows, session", report.ratio().ofThreeParts());
        small("  by CPU time", report.ratio().ofThreePartsByCpuTime());
        small("broker, windows, session, JSON", report.ratio().withCodec());
        small("  by CPU time", report.ratio().withCodecByCpuTime());
        small("the same, windows with counts", report.ratio().withCounts());
        small("  by CPU time", report.ratio().withCountsByCpuTime());
        line("");
        small("coalesced by default, share of events", report.byDefault().coalescedShare());
        spread("bytes allocated a slate", report.everyEvent().bytesAllocatedPerSlate());
        small("cores busy at saturation, share", report.everyEvent().cpuShare());
        line(
                "%-38s %12.0f %s",
                "state in RocksDB, bytes a user",
                report.state().liveBytesPerUser(),
                String.format(
                        Locale.ROOT,
                        "(%.0f on disk before compaction)",
                        report.state().diskBytesPerUser()));
    }

    private void loads(BenchReport report) {
        line(
                "%n%-22s %9s %8s %8s %8s %8s %9s %9s %6s",
                "event due to slate, ms",
                "events/s",
                "p50",
                "p99",
                "p99.9",
                "max",
                "coalesced",
                "late p99",
                "cores");
        for (LoadFigures load : report.loads()) {
            line(
                    "%-22s %9.0f %8.1f %8.1f %8.1f %8.1f %8.1f%% %9.1f %5.0f%%",
                    String.format(Locale.ROOT, "at %.0f %% of the maximum", load.share() * 100),
                    load.eventsPerSecond(),
                    load.p50Millis(),
                    load.p99Millis(),
                    load.p999Millis(),
                    load.maxMillis(),
                    load.coalescedShare() * 100,
                    load.sentLateP99Millis(),
                    load.cpuShare() * 100);
            if (load.unanswered() > 0) {
                line("%d events were never answered", load.unanswered());
            }
        }
    }

    private void pace(String name, BenchReport.Pace found) {
        Spread rate = found.perSecond();
        line(
                "%-38s %12.0f %12.0f %12.0f %12.1f",
                name, rate.median(), rate.min(), rate.max(), found.cpuMicrosEach().median());
    }

    private void spread(String name, Spread found) {
        line("%-38s %12.0f %12.0f %12.0f", name, found.median(), found.min(), found.max());
    }

    private void small(String name, Spread found) {
        line("%-38s %12.3f %12.3f %12.3f", name, found.median(), found.min(), found.max());
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format + "%n", values));
    }
}
