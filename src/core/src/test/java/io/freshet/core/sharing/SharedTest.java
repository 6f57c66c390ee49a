package io.freshet.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    void whoWaitsForWhatCannotBeOpenedIsToldSoWithoutTryingAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        Shared<String, String> failing =
                new Shared<>(
                        key -> {
                            tries.incrementAndGet();
                            throw new IllegalStateException("no " + await(held, key));
                        },
                        closed::add);
        List<Thread> askers = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            askers.add(new Thread(() -> failures.add(catchThrowable(() -> failing.lease("a")))));
        }
        askers.forEach(Thread::start);
        for (Thread each : askers) {
            while (each.getState() != Thread.State.BLOCKED
                    && each.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        held.countDown();
        for (Thread each : askers) {
            each.join();
        }

        assertThat(failures).hasSize(3).allSatisfy(each -> assertThat(each).hasMessage("no a"));
        assertThat(tries).hasValue(1);
        assertThatThrownBy(() -> failing.lease("a")).hasMessage("no a");
        assertThat(tries).hasValue(2);
        assertThat(failing.size()).isZero();
    }

    @Test
    @Timeout(30)
    void whoWaitsForOneThatIsInterruptedTriesItself() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        Shared<String, String> interrupted =
                new Shared<>(
                        key -> {
                            if (tries.incrementAndGet() > 1) {
                                return key;
                            }
                            begun.countDown();
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            throw new IllegalStateException("interrupted");
                        },
                        closed::add);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread first = new Thread(() -> failures.add(catchThrowable(() -> interrupted.lease("a"))));
        first.start();
        begun.await();
        CompletableFuture<String> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> second.complete(interrupted.lease("a").value()));
        waiting.start();
        while (waiting.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }

        first.interrupt();

        assertThat(second.get()).isEqualTo("a");
        first.join();
        assertThat(failures)
                .singleElement()
                .satisfies(each -> assertThat(each).hasMessage("interrupted"));
    }

    @Test
    void theKeysOfWhatIsOpenAreKnown() {
        var first = shared.lease("a");
        shared.lease("b");
        assertThat(shared.keys()).containsExactlyInAnyOrder("a", "b");
        first.close();
        assertThat(shared.keys()).containsExactly("b");
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
