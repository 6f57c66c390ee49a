package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Interaction;
import io.freshet.core.experiment.Assigned;
import io.freshet.core.experiment.Changes;
import java.util.List;

/** Scoring requests, made without the stages before. */
final class TestingRequests {

    static final long START = 1_767_225_600_000L;

    private static final WindowBounds BOUNDS = new WindowBounds(50, 1_000_000_000L);

    private TestingRequests() {}

    /** An ask of a user who acted on one item that the testing ranker knows. */
    static ScoringRequest request(String user, long revision) {
        return request(user, revision, "known-1");
    }

    /** The same as a variant wants it. */
    static ScoringRequest with(ScoringRequest request, String variant, Changes changes) {
        return request.with(new Assigned(List.of(new Assignment("one", variant)), changes));
    }

    /** An ask of a user who acted on these items, a second apart. */
    static ScoringRequest request(String user, long revision, String... items) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < items.length; i++) {
            window.insert(
                    Interaction.of("e-" + i, user, items[i], "click", START + i * 1_000L), BOUNDS);
        }
        return new ScoringRequest(
                user,
                revision,
                BehaviourWindowFormat.pack(window),
                "cause-" + revision,
                START + revision,
                START + revision + 5,
                Assigned.NOWHERE);
    }
}
