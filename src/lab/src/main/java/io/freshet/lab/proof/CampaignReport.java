package io.freshet.lab.proof;

import io.freshet.lab.oracle.Promise;
import io.freshet.lab.oracle.Verdict;
import io.freshet.lab.proof.Campaign.Victim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What came of a campaign.
 *
 * @param kills by kind of member
 * @param verdict of the oracle over all that was said meanwhile
 * @param seconds of the campaign
 */
public record CampaignReport(List<Kills> kills, Verdict verdict, long seconds) {

    /**
     * The kills of one kind of member.
     *
     * @param firstFresh from a kill to the first slate of an event that was sent after it
     * @param silence longest time without any slate
     */
    public record Kills(Victim victim, int count, Spread firstFresh, Spread silence) {}

    /** Seconds. */
    public record Spread(double median, double worst) {

        private static Spread of(List<Duration> times) {
            List<Duration> sorted = new ArrayList<>(times);
            Collections.sort(sorted);
            return new Spread(
                    seconds(sorted.get(sorted.size() / 2)), seconds(sorted.get(sorted.size() - 1)));
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1e3;
        }
    }

    static CampaignReport of(
            List<Victim> victims, List<Recovery> recoveries, Verdict verdict, Duration length) {
        List<Kills> kills = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            List<Recovery> of = new ArrayList<>();
            for (int i = 0; i < victims.size(); i++) {
                if (victims.get(i) == victim) {
                    of.add(recoveries.get(i));
                }
            }
            if (!of.isEmpty()) {
                kills.add(
                        new Kills(
                                victim,
                                of.size(),
                                Spread.of(of.stream().map(Recovery::firstFresh).toList()),
                                Spread.of(of.stream().map(Recovery::silence).toList())));
            }
        }
        return new CampaignReport(kills, verdict, length.toSeconds());
    }

    /**
     * A table for people.
     *
     * @param promise that the job had made
     */
    public String summary(Promise promise) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "%-14s %6s  %s%n",
                        "killed",
                        "times",
                        "first fresh slate after (median, worst)  longest silence (median, worst)"));
        for (Kills each : kills) {
            text.append(
                    String.format(
                            "%-14s %6d  %17.1f s %17.1f s  %13.1f s %13.1f s%n",
                            each.victim().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            each.count(),
                            each.firstFresh().median(),
                            each.firstFresh().worst(),
                            each.silence().median(),
                            each.silence().worst()));
        }
        return text.append(promise.summary(verdict))
                .append(" in ")
                .append(seconds)
                .append(" s")
                .toString();
    }
}
