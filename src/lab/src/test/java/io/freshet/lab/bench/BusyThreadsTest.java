package io.freshet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class BusyThreadsTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void everyThreadWorksAndCountsWhatItDid() throws IOException {
        Set<Integer> worked = ConcurrentHashMap.newKeySet();

        Rate rate =
                BusyThreads.rate(
                        3,
                        SHORT,
                        SHORT,
                        number ->
                                () -> {
                                    worked.add(number);
                                    return 1_000_000;
                                });

        assertThat(worked).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(rate.perSecond()).isGreaterThan(1_000_000);
    }

    @Test
    void workThatFailsIsNoRate() {
        assertThatThrownBy(
                        () ->
                                BusyThreads.rate(
                                        1,
                                        SHORT,
                                        SHORT,
                                        number ->
                                                () -> {
                                                    throw new IllegalStateException("no session");
                                                }))
                .isInstanceOf(IOException.class)
                .hasMessage("a part failed: no session");
    }
}
