package io.freshet.console.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.console.live.Titles;
import io.freshet.console.topic.KeySearch;
import io.freshet.console.topic.KeySearch.Found;
import io.freshet.console.topic.TopicNames;
import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is told what of a user, and when. */
@Timeout(30)
class WatchedUsersTest {

    private final CountDownLatch searching = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final List<UserPage> first = Collections.synchronizedList(new ArrayList<>());
    private final List<UserPage> second = Collections.synchronizedList(new ArrayList<>());

    @Test
    void nobodyIsToldAnythingBeforeTheSearchIsOver() throws Exception {
        WatchedUsers users = users((topic, isWanted) -> waitForEnd());
        WatchedUsers.Watch one = users.watch("u", first::add).orElseThrow();
        WatchedUsers.Watch other = users.watch("u", second::add).orElseThrow();
        Thread search = started(one);
        searching.await();
        Thread late = started(other);

        users.event(Interaction.of("e", "u", "a", "click", 5));
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();

        mayEnd.countDown();
        search.join();
        late.join();
        assertThat(first.get(0).searched().records()).isEqualTo(14);
        assertThat(second.get(0).searched().records()).isEqualTo(14);
        assertThat(second.get(0).window()).hasSize(1);
    }

    @Test
    void theSearchEndsWhenNobodyWatches() throws Exception {
        WatchedUsers users =
                users(
                        (topic, isWanted) -> {
                            searching.countDown();
                            while (isWanted.getAsBoolean()) {
                                Thread.onSpinWait();
                            }
                        });
        WatchedUsers.Watch only = users.watch("u", first::add).orElseThrow();
        Thread search = started(only);
        searching.await();

        only.close();

        search.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(search.isAlive()).isFalse();
    }

    private interface Searching {
        void search(String topic, BooleanSupplier isWanted);
    }

    private void waitForEnd() {
        searching.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread started(WatchedUsers.Watch watch) {
        Thread thread = new Thread(watch::begin, "search");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static WatchedUsers users(Searching searching) {
        KeySearch search =
                (topic, key, enough, isWanted) -> {
                    searching.search(topic, isWanted);
                    return new Found(List.of(), 7, true);
                };
        return new WatchedUsers(
                search, new TopicNames("a", "b", "c", "d", "e", "f", "g", "h"), new Titles(1));
    }
}
