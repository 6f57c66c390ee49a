package io.freshet.lab.proof;

import io.freshet.lab.oracle.Promise;
import io.freshet.lab.oracle.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario.
 *
 * @param verdict of the oracle, or null if the scenario did not come to an end
 * @param problem why it did not, or null
 * @param promise that the job had made
 * @param isPossible whether this machine permits the scenario
 * @param recoveries what each fault cost
 * @param length of the whole scenario
 */
public record Outcome(
        Scenario scenario,
        @Nullable Verdict verdict,
        @Nullable String problem,
        boolean isPossible,
        Promise promise,
        List<Recovery> recoveries,
        Duration length) {

    /** Whether all promises were kept, or could not be tried. */
    public boolean isGood() {
        if (!isPossible) {
            return true;
        }
        return verdict != null && promise.isKept(verdict);
    }

    /** A line for people. */
    public String summary() {
        String what = verdict == null ? "BROKEN: " + problem : promise.summary(verdict);
        if (!isPossible) {
            what = "not tried: " + problem;
        }
        return String.format(
                "%-34s %4d s  fresh after %s  %s",
                scenario.name(), length.toSeconds(), times(), what);
    }

    private String times() {
        return recoveries.isEmpty()
                ? "-"
                : String.join(", ", recoveries.stream().map(Recovery::toString).toList());
    }
}
