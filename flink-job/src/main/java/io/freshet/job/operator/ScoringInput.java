package io.freshet.job.operator;

import io.freshet.job.state.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * What comes to those who score, in one line: either an ask for a slate or a release.
 *
 * @param request the ask; null if this is a release
 * @param release the release; null if this is an ask
 */
public record ScoringInput(@Nullable ScoringRequest request, @Nullable Announcement release) {

    public ScoringInput {
        if ((request == null) == (release == null)) {
            throw new IllegalArgumentException("expected a request or a release, not both");
        }
    }

    static ScoringInput of(ScoringRequest request) {
        return new ScoringInput(request, null);
    }

    static ScoringInput of(Announcement release) {
        return new ScoringInput(null, release);
    }
}
