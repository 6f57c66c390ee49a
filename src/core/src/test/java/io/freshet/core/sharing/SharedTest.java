package io.freshet.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {

    private final List<String> closed = new ArrayList<>();
    private final Shared<String, StringBuilder> shared =
            new Shared<>(StringBuilder::new, value -> closed.add(value.toString()));

    @Test
    void whoAsksForTheSameGetsTheSame() {
        var first = shared.lease("a");
        var second = shared.lease("a");
        assertThat(second.value()).isSameAs(first.value());
        assertThat(shared.lease("b").value()).isNotSameAs(first.value());
        assertThat(shared.size()).isEqualTo(2);
    }

    @Test
    void theLastOneToLeaveClosesIt() {
        var first = shared.lease("a");
        var second = shared.lease("a");
        first.close();
        first.close();
        assertThat(closed).isEmpty();
        second.close();
        assertThat(closed).containsExactly("a");
        assertThat(shared.size()).isZero();
    }
}
