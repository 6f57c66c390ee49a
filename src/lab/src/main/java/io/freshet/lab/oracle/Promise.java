package io.freshet.lab.oracle;

import java.util.function.Predicate;

/** What a job promises to whoever reads its slates. */
@SuppressWarnings("ImmutableEnumChecker") // The predicates are functions without state.
public enum Promise {
    /**
     * Nothing lost, nothing contradicted, for subscribers who remember revisions: all that is
     * promised where a process that was given up writes once more.
     */
    NEWEST_SLATE(Verdict::holdsForSubscribers),
    /** And what stands last in the topic is the newest; requests of one user may coalesce. */
    LAST_SLATE(Verdict::holds),
    /** And every accepted interaction has a slate. */
    EVERY_SLATE(Verdict::isComplete),
    /** And no slate and no dead letter comes twice. */
    EXACTLY_ONCE(Verdict::isExactlyOnce);

    private final Predicate<Verdict> kept;

    Promise(Predicate<Verdict> kept) {
        this.kept = kept;
    }

    /** Whether it was kept. */
    public boolean isKept(Verdict verdict) {
        return kept.test(verdict);
    }

    /** A line for people. */
    public String summary(Verdict verdict) {
        return (isKept(verdict) ? "holds: " : "BROKEN (" + this + "): ") + verdict.summary();
    }
}
