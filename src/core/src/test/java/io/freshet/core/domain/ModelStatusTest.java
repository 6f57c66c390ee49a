package io.freshet.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.domain.ModelStatus.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a status says at least. */
class ModelStatusTest {

    private static ModelStatus status(State state, @Nullable String reason) {
        return new ModelStatus("default", state, null, reason, new ModelId("films", "1"), 0, 2, 9);
    }

    @Test
    void whatIsRejectedHasAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> status(State.REJECTED, null))
                .withMessage("default is rejected without a reason, expected one");
        assertThatIllegalArgumentException().isThrownBy(() -> status(State.REJECTED, " "));
        assertThat(status(State.REJECTED, "broken").reason()).isEqualTo("broken");
        assertThat(status(State.ACTIVE, null).reason()).isNull();
    }
}
