package io.freshet.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlateSubscriberTest {

    private final List<String> seen = new ArrayList<>();
    private final SlateSubscriber subscriber =
            new SlateSubscriber(
                    new SlateListener() {
                        @Override
                        public void slate(Slate slate, long arrivedAtMillis) {
                            seen.add(slate.slateId() + " at " + arrivedAtMillis);
                        }

                        @Override
                        public void retraction(String key, long arrivedAtMillis) {
                            seen.add("no " + key + " at " + arrivedAtMillis);
                        }
                    });

    @Test
    void passesOnHigherRevisionsOfAKeyAndMayMissSome() {
        subscriber.slate(slate("home", "u", 1), 10);
        subscriber.slate(slate("home", "u", 5), 20);

        assertThat(seen).containsExactly("home|u|1 at 10", "home|u|5 at 20");
        assertThat(subscriber.ignored()).isZero();
    }

    @Test
    void ignoresARevisionAtOrBelowTheLast() {
        subscriber.slate(slate("home", "u", 2), 10);
        subscriber.slate(slate("home", "u", 2), 20);
        subscriber.slate(slate("home", "u", 1), 30);

        assertThat(seen).containsExactly("home|u|2 at 10");
        assertThat(subscriber.ignored()).isEqualTo(2);
    }

    @Test
    void aRetractionIsPassedOnAndDoesNotMakeAnOldRevisionNew() {
        subscriber.slate(slate("home", "u", 2), 10);
        subscriber.retraction("home|u", 20);
        subscriber.slate(slate("home", "u", 2), 30);
        subscriber.slate(slate("home", "u", 3), 40);

        assertThat(seen).containsExactly("home|u|2 at 10", "no home|u at 20", "home|u|3 at 40");
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
