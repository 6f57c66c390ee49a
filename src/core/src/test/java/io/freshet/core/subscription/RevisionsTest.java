package io.freshet.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsTest {

    private final Revisions revisions = new Revisions();

    @Test
    void aHigherRevisionIsNewsAndSomeMayBeMissing() {
        assertThat(revisions.isNews(slate("home", "u", 1))).isTrue();
        assertThat(revisions.isNews(slate("home", "u", 5))).isTrue();
    }

    @Test
    void aRevisionAtOrBelowTheLastIsNot() {
        revisions.isNews(slate("home", "u", 2));

        assertThat(revisions.isNews(slate("home", "u", 2))).isFalse();
        assertThat(revisions.isNews(slate("home", "u", 1))).isFalse();
        assertThat(revisions.isNews(slate("home", "u", 3))).isTrue();
    }

    @Test
    void keepsUsersAndSurfacesApart() {
        assertThat(revisions.isNews(slate("home", "u", 2))).isTrue();
        assertThat(revisions.isNews(slate("home", "v", 1))).isTrue();
        assertThat(revisions.isNews(slate("mail", "u", 1))).isTrue();
        assertThat(revisions.keys()).isEqualTo(3);
    }

    private static Slate slate(String surface, String user, long revision) {
        return new Slate(
                Slate.idOf(surface, user, revision),
                user,
                surface,
                revision,
                List.of(),
                new ModelId("m", "1"),
                List.of(),
                "e",
                new SlateTimestamps(1, 2, 3, 4));
    }
}
