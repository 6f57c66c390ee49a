package io.freshet.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalLogTest {

    private static final ModelId ONE = new ModelId("m", "1");
    private static final ModelId TWO = new ModelId("m", "2");

    private final ArrivalLog log = new ArrivalLog();

    @Test
    void aUserWhoseNewerSlateNamesAnOlderModelWentBack() {
        log.expect(ONE);
        log.expect(TWO);

        log.slate(slate("a", 1, TWO), 10);
        log.slate(slate("b", 1, ONE), 11);
        assertThat(log.wentBack()).isZero();
        log.slate(slate("a", 2, ONE), 12);

        assertThat(log.wentBack()).isEqualTo(1);
        assertThat(log.users()).isEqualTo(2);
    }

    @Test
    void whatASubscriberIgnoresDoesNotCount() {
        log.expect(ONE);
        log.expect(TWO);

        log.slate(slate("a", 2, TWO), 10);
        log.slate(slate("a", 1, ONE), 11);
        log.slate(slate("a", 2, ONE), 12);

        assertThat(log.wentBack()).isZero();
        assertThat(log.arrivals()).hasSize(1);
    }

    @Test
    void aModelThatWasNotToServeIsAStranger() {
        log.expect(ONE);

        log.slate(slate("a", 1, TWO), 10);

        assertThat(log.strangers()).containsExactly("m 2");
    }

    private static Slate slate(String user, long revision, ModelId model) {
        return new Slate(
                Slate.idOf("home", user, revision),
                user,
                "home",
                revision,
                List.of(),
                model,
                List.of(),
                "event",
                new SlateTimestamps(1, 2, 3, 4));
    }
}
