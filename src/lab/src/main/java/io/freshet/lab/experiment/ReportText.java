package io.freshet.lab.experiment;

import java.util.List;
import java.util.Locale;

/** A report for a person. */
public final class ReportText {

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    /** As a table for each question. */
    public static String of(ExperimentReport report) {
        ReportText text = new ReportText();
        text.falseAlarms(report.falseAlarms(), report.experiments());
        text.speeds(report.speeds(), report.effects());
        text.plans(report.plans());
        text.ratios(report.ratios(), report.experiments());
        return text.text.toString();
    }

    private void falseAlarms(List<FalseAlarms> alarms, int experiments) {
        String row = "  %-12s%-22s%10s%10s%12s%10s%10s";
        line("False alarms at 5 %%: %,d experiments without effect, 100 peeks each", experiments);
        line("%56s%32s", "fixed horizon", "confidence sequence");
        line(row, "traffic", "metric", "one look", "peeked", "no minimum", "sequence", "CUPED");
        for (FalseAlarms each : alarms) {
            line(
                    row,
                    each.traffic(),
                    each.metric().id(),
                    percent(each.oneLook()),
                    percent(each.peeked()),
                    percent(each.withoutMinimum()),
                    percent(each.sequence()),
                    percent(each.adjusted()));
        }
        line("");
    }

    private void speeds(List<Speed> speeds, int effects) {
        String row = "  %-22s%-24s%10s%10s%13s%10s%10s";
        line("Users until a lift of 5 %% is noticed: %,d experiments", effects);
        line(row, "metric", "", "mean", "median", "nine in ten", "of fixed", "noticed");
        for (Speed each : speeds) {
            Plan plan = each.plan();
            String fixed = count(plan.users());
            line(row, plan.metric().id(), "fixed horizon for 3 %", fixed, "", "", "1.00", "");
            until(row, "sequence", each.plain(), plan);
            until(row, "sequence with CUPED", each.adjusted(), plan);
            line("  %-22s%s of the lift's intervals ever missed it", "", percent(each.missed()));
        }
        line("");
    }

    private void until(String row, String name, Until until, Plan plan) {
        line(
                row,
                "",
                name,
                count(until.mean()),
                count(until.median()),
                count(until.most()),
                String.format(Locale.ROOT, "%.2f", until.mean() / plan.users()),
                percent(until.found()));
    }

    private void plans(List<Plan> plans) {
        String row = "  %-22s%16s%30s";
        line(row, "metric", "saved by CUPED", "users, fixed horizon for 3 %");
        for (Plan each : plans) {
            line(row, each.metric().id(), percent(each.saved()), count(each.users()));
        }
        line("");
    }

    private void ratios(List<RatioAlarms> ratios, int experiments) {
        String row = "  %-10s%18s%20s%12s%10s%10s%13s";
        line(
                "Sample ratio at 5 %%: %,d experiments of %,d users in halves, a peek every %d",
                experiments, RatioAlarms.USERS, RatioAlarms.PEEK_EVERY);
        line(
                row,
                "true share",
                "chi-squared once",
                "chi-squared peeked",
                "sequential",
                "mean",
                "median",
                "nine in ten");
        for (RatioAlarms each : ratios) {
            line(
                    row,
                    each.treatmentShare(),
                    percent(each.oneLook()),
                    percent(each.peeked()),
                    percent(each.sequential()),
                    count(each.until().mean()),
                    count(each.until().median()),
                    count(each.until().most()));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String count(double users) {
        return String.format(Locale.ROOT, "%,.0f", users);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
