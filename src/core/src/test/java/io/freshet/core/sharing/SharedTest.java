package io.freshet.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    void whatCouldNotBeOpenedIsTriedAgainByTheNext() {
        Shared<String, String> failing =
                new Shared<>(
                        key -> {
                            throw new IllegalStateException("no " + key);
                        },
                        closed::add);

        assertThatThrownBy(() -> failing.lease("a")).hasMessage("no a");
        assertThatThrownBy(() -> failing.lease("a")).hasMessage("no a");
        assertThat(failing.size()).isZero();
        assertThat(closed).isEmpty();
    }

    @Test
    @Timeout(30)
    void nobodyWaitsForTheOpeningOfAnotherValue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Shared<String, String> slow =
                new Shared<>(
                        key -> {
                            begun.countDown();
                            return key.equals("slow") ? await(held, key) : key;
                        },
                        closed::add);
        var opening = CompletableFuture.supplyAsync(() -> slow.lease("slow"));
        begun.await();

        var quick = slow.lease("quick");
        quick.close();

        assertThat(closed).containsExactly("quick");
        held.countDown();
        assertThat(opening.get().value()).isEqualTo("slow");
    }

    private static String await(CountDownLatch latch, String value) {
        try {
            latch.await();
            return value;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
