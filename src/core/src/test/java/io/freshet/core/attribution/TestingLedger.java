package io.freshet.core.attribution;

import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A ledger with a clock that fires its deadlines, as the operator does, and what it decided. */
final class TestingLedger implements AttributionListener {

    static final String USER = "ann";

    /** The revision that an interaction caused comes with it. */
    record Caused(Interaction interaction, long revision) {}

    /** Something on its way to a ledger. */
    record Arrival(long at, Object what) {}

    private final AttributionRules rules;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private final List<ShownSlate> shownSlates = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private AttributionLedger ledger;
    private long now;

    TestingLedger(AttributionRules rules) {
        this.rules = rules;
        this.ledger = AttributionLedger.empty(USER, rules);
    }

    @Override
    public void outcome(Outcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public void shown(ShownSlate slate) {
        if (!shown.add(slate.slateId())) {
            throw new IllegalStateException(slate.slateId() + " is told to be shown twice");
        }
        shownSlates.add(slate);
    }

    @Override
    public void lost(Loss why) {
        losses.add(why);
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    Set<String> shown() {
        return shown;
    }

    List<ShownSlate> shownSlates() {
        return shownSlates;
    }

    List<Loss> losses() {
        return losses;
    }

    AttributionLedger ledger() {
        return ledger;
    }

    long now() {
        return now;
    }

    TestingLedger arrive(Arrival arrival) {
        passTo(arrival.at());
        offer(arrival.what());
        passTo(now);
        return this;
    }

    TestingLedger arrive(Object... all) {
        for (Object each : all) {
            arrive(new Arrival(now, each));
        }
        return this;
    }

    private void offer(Object what) {
        Consumer<AttributionLedger> offer;
        if (what instanceof Slate slate) {
            offer = to -> to.slate(SlateFacts.of(slate), now, this);
        } else if (what instanceof Exposure exposure) {
            offer = to -> to.exposure(exposure, now, this);
        } else {
            Caused caused = (Caused) what;
            offer = to -> to.interaction(caused.interaction(), caused.revision(), now, this);
        }
        offer.accept(ledger);
    }

    /** Lets time pass; every deadline until then fires at its time. */
    TestingLedger passTo(long until) {
        while (ledger.nextDeadline().orElse(Long.MAX_VALUE) <= until) {
            now = Math.max(now, ledger.nextDeadline().getAsLong());
            long before = ledger.nextDeadline().getAsLong();
            ledger.close(now, this);
            long after = ledger.nextDeadline().orElse(Long.MAX_VALUE);
            if (after <= before && after <= now) {
                throw new AssertionError("at " + now + " the deadline " + after + " stays");
            }
        }
        now = Math.max(now, until);
        return this;
    }

    TestingLedger passAll() {
        return passTo(Long.MAX_VALUE / 2);
    }

    TestingLedger restore() {
        ledger = AttributionLedgerFormat.unpack(AttributionLedgerFormat.pack(ledger), USER, rules);
        return this;
    }
}
