package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.oracle.EventRecord.Position;
import io.freshet.lab.oracle.Oracle.Expectation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an oracle found.
 *
 * @param interactions that the log holds and windows accept
 * @param users who have any
 * @param malformed records that hold none
 * @param slates that the feed brought
 * @param repeatedSlates how many of them had a revision that was there before
 * @param revisions different ones that the feed brought; the rest coalesced
 * @param steppedBack how many of them came behind one of a later revision
 * @param lost users whose last slate is not that of their last interaction
 * @param outdated users of whom another slate than their last one stands last in the topic
 * @param contradictions slates that are not what their revision deserves, and lists taken back
 * @param wrongDeadLetters missing, or of records that hold an interaction
 * @param repeatedDeadLetters of records that had one before
 * @param counts what the feed says that users did
 * @param outcomes what the job says that slates earned
 * @param experiments which variants slates carry, and what the job counted of them
 * @param examples of what is wrong, a few
 */
public record Verdict(
        long interactions,
        long users,
        long malformed,
        long slates,
        long repeatedSlates,
        long revisions,
        long steppedBack,
        long lost,
        long outdated,
        long contradictions,
        long wrongDeadLetters,
        long repeatedDeadLetters,
        CountsVerdict counts,
        OutcomesVerdict outcomes,
        ExperimentsVerdict experiments,
        List<String> examples) {

    /** The same, and what was found of counts, outcomes and experiments. */
    public Verdict with(
            CountsVerdict foundCounts,
            OutcomesVerdict foundOutcomes,
            ExperimentsVerdict foundExperiments) {
        List<String> all = new ArrayList<>(examples);
        all.addAll(foundCounts.examples());
        all.addAll(foundOutcomes.examples());
        all.addAll(foundExperiments.examples());
        return new Verdict(
                interactions,
                users,
                malformed,
                slates,
                repeatedSlates,
                revisions,
                steppedBack,
                lost,
                outdated,
                contradictions,
                wrongDeadLetters,
                repeatedDeadLetters,
                foundCounts,
                foundOutcomes,
                foundExperiments,
                all);
    }

    /**
     * Nothing lost, nothing contradicted, dead letters exactly the malformed, everything counted
     * once, exactly one outcome of everything that has one, every user in the right variants.
     */
    public boolean holdsForSubscribers() {
        return interactions > 0
                && lost == 0
                && contradictions == 0
                && wrongDeadLetters == 0
                && counts.wrong() == 0
                && outcomes.holds()
                && experiments.holds();
    }

    /** And the newest slate of every user stands last in the topic. */
    public boolean holds() {
        return holdsForSubscribers() && outdated == 0;
    }

    /** And every interaction has a slate. */
    public boolean isComplete() {
        return holds() && revisions == interactions;
    }

    /** And nothing was said twice. */
    public boolean isExactlyOnce() {
        return isComplete()
                && repeatedSlates == 0
                && steppedBack == 0
                && repeatedDeadLetters == 0
                && outcomes.repeated() == 0;
    }

    /** A line for people. */
    public String summary() {
        return String.format(
                "%d interactions of %d users, %d malformed; %d slates, %d repeated; lost %d, outdated"
                        + " %d, contradictions %d, wrong dead letters %d; %d counts, wrong %d; %s; %s%s",
                interactions,
                users,
                malformed,
                slates,
                repeatedSlates,
                lost,
                outdated,
                contradictions,
                wrongDeadLetters,
                counts.compared(),
                counts.wrong(),
                outcomes.summary(),
                experiments.summary(),
                examples.isEmpty() ? "" : "; " + examples);
    }

    /** Collects what is wrong. */
    static final class Builder {

        private static final int MOST_EXAMPLES = 5;

        private final Expectation expectation;
        private final ObservedSlates observed;
        private final List<String> examples = new ArrayList<>();
        private long lost;
        private long outdated;
        private long contradictions;
        private long wrongDeadLetters;
        private long repeatedDeadLetters;

        Builder(Expectation expectation, ObservedSlates observed) {
            this.expectation = expectation;
            this.observed = observed;
        }

        void lastRevision(String user, long expected) {
            long found = observed.lastRevision(user);
            long standing = observed.standingRevision(user);
            if (found != expected) {
                lost++;
                note("user " + user + " stands at revision " + found + ", expected " + expected);
            } else if (standing != expected) {
                outdated++;
                note("of user " + user + " " + standing + " is behind " + expected);
            }
        }

        void slate(String user, long revision, Optional<String> difference) {
            if (difference.isPresent()) {
                contradictions++;
                note("slate " + revision + " of user " + user + " " + difference.get());
            }
        }

        /** Slates of revisions that no interaction has. */
        void unknownRevisions(long count) {
            if (count > 0) {
                contradictions += count;
                note(count + " revisions that the log does not give");
            }
        }

        void deadLetters(List<Position> found, Set<Position> expected) {
            Set<Position> different = new HashSet<>(found);
            repeatedDeadLetters = found.size() - different.size();
            for (Position each : different) {
                if (!expected.contains(each)) {
                    wrongDeadLetters++;
                    note("a dead letter of " + each + ", which holds an interaction");
                }
            }
            for (Position each : expected) {
                if (!different.contains(each)) {
                    wrongDeadLetters++;
                    note("no dead letter of " + each + ", which holds no interaction");
                }
            }
        }

        private void note(String example) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(example);
            }
        }

        Verdict build() {
            contradictions += observed.retractions();
            return new Verdict(
                    expectation.interactions(),
                    expectation.lastRevisions().size(),
                    expectation.malformed().size(),
                    observed.slates(),
                    observed.repeated(),
                    observed.revisions(),
                    observed.steppedBack(),
                    lost,
                    outdated,
                    contradictions,
                    wrongDeadLetters,
                    repeatedDeadLetters,
                    CountsVerdict.NONE,
                    OutcomesVerdict.NONE,
                    ExperimentsVerdict.NONE,
                    List.copyOf(examples));
        }
    }
}
