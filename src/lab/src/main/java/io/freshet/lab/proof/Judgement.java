package io.freshet.lab.proof;

import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.oracle.CountsOracle;
import io.freshet.lab.oracle.EventRecord;
import io.freshet.lab.oracle.ExperimentsOracle;
import io.freshet.lab.oracle.ExperimentsVerdict;
import io.freshet.lab.oracle.Oracle;
import io.freshet.lab.oracle.OutcomesOracle;
import io.freshet.lab.oracle.OutcomesVerdict;
import io.freshet.lab.oracle.SureSlates;
import io.freshet.lab.oracle.Verdict;
import io.freshet.lab.time.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** The end of a trial, when its traffic has ended: what ought to be there, and what is. */
final class Judgement {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private final ProofLog log;
    private final Oracle oracle;
    private final ObservedSlates observed;
    private final List<EventRecord> events;
    private final Oracle.Expectation expectation;
    private long newest = -1;
    private long newestNanos = System.nanoTime();

    private Judgement(
            ProofLog log, Oracle oracle, ObservedSlates observed, List<EventRecord> events) {
        this.log = log;
        this.oracle = oracle;
        this.observed = observed;
        this.events = events;
        this.expectation = oracle.expect(events);
    }

    /**
     * Asks the oracle what is to be expected.
     *
     * @param observed the slates that came, and those that still come
     */
    static Judgement on(ProofLog log, Oracle oracle, ObservedSlates observed) throws IOException {
        return new Judgement(log, oracle, observed, log.events());
    }

    /**
     * Returns when all slates and dead letters are there, or when nothing comes any more: what is
     * missing then is lost.
     *
     * @return whether they are there
     */
    boolean awaitSlates() {
        try {
            Await.until(this::isComplete, PATIENCE, "slates are missing");
            return true;
        } catch (IOException e) {
            // The verdict says what is missing.
            return false;
        }
    }

    private boolean isComplete() throws IOException {
        if (observed.slates() > newest) {
            newest = observed.slates();
            newestNanos = System.nanoTime();
        }
        if (System.nanoTime() - newestNanos > LONGEST_SILENCE.toNanos()) {
            throw new Await.HopelessException("nothing comes any more");
        }
        return expectation.missing(observed) == 0
                && new HashSet<>(log.deadLetters()).containsAll(expectation.malformed());
    }

    /**
     * What has to come of the slates, when all of them are there.
     *
     * @param sure which of them the job is sure to remember
     */
    OutcomesOracle expectedOutcomes(SureSlates sure) {
        return oracle.outcomes(events, observed, OutcomeOptions.ATTRIBUTING, sure);
    }

    /** Returns when all outcomes are there, or when they ought to be. */
    void awaitOutcomes(OutcomesOracle expected) {
        try {
            Await.until(
                    () -> outcomes(expected).missing() == 0,
                    LONGEST_SILENCE,
                    "outcomes are missing");
        } catch (IOException e) {
            // The verdict says which.
        }
    }

    /** What the oracle says of the outcomes that have come. */
    OutcomesVerdict outcomes(OutcomesOracle expected) throws IOException {
        return expected.judge(log.outcomes());
    }

    /** What the oracle says of experiments, when figures are as they ought to be, or should be. */
    ExperimentsVerdict experiments(ExperimentsOracle expected) throws IOException {
        try {
            Await.until(
                    () -> expected.judge(log.outcomes(), log.figures()).wrongFigures() == 0,
                    LONGEST_SILENCE,
                    "figures are wrong");
        } catch (IOException e) {
            // The verdict says which.
        }
        return expected.judge(log.outcomes(), log.figures());
    }

    /** What there is to be counted of the events. */
    CountsOracle counts() {
        return oracle.counts(events, CountsOptions.COUNTING);
    }

    /** What the oracle says of everything that has come. */
    Verdict verdict() throws IOException {
        return oracle.judge(events, observed, log.deadLetters());
    }
}
