package io.freshet.job.operator;

import static io.freshet.job.operator.TestingRequests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.job.operator.RequestQueue.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for the session, and in which order. */
class RequestQueueTest {

    private static List<String> take(RequestQueue queue, int most) {
        return queue.take(most).stream()
                .map(Waiting::request)
                .map(request -> request.userId() + '@' + request.revision())
                .toList();
    }

    private static void fill(RequestQueue queue, ScoringRequest... requests) {
        for (ScoringRequest request : requests) {
            assertThat(queue.offer(request, 0)).isTrue();
        }
    }

    @Test
    void firstComeFirstServed() {
        RequestQueue queue = new RequestQueue(3, true);
        fill(queue, request("c", 1), request("a", 1), request("b", 1));

        assertThat(take(queue, 2)).containsExactly("c@1", "a@1");
        assertThat(take(queue, 2)).containsExactly("b@1");
        assertThat(take(queue, 2)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void theNewestRequestOfAUserTakesThePlaceOfTheOneBefore() {
        RequestQueue queue = new RequestQueue(2, true);
        fill(queue, request("a", 1), request("b", 1), request("a", 2), request("a", 3));

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.coalesced()).isEqualTo(2);
        assertThat(queue.admitted()).isEqualTo(2);
        assertThat(take(queue, 5)).containsExactly("a@3", "b@1");
    }

    @Test
    void withoutCoalescingEveryRequestWaits() {
        RequestQueue queue = new RequestQueue(3, false);
        fill(queue, request("a", 1), request("b", 1), request("a", 2));

        assertThat(queue.offer(request("a", 3), 0)).isFalse();
        assertThat(queue.coalesced()).isZero();
        assertThat(take(queue, 5)).containsExactly("a@1", "b@1", "a@2");
    }

    @Test
    void aFullQueueTakesNoOtherUser() {
        RequestQueue queue = new RequestQueue(1, true);
        fill(queue, request("a", 1));

        assertThat(queue.offer(request("b", 1), 0)).isFalse();
        assertThat(queue.offer(request("a", 2), 0)).isTrue();
        assertThat(take(queue, 5)).containsExactly("a@2");
        assertThat(queue.offer(request("b", 1), 0)).isTrue();
    }

    @Test
    void aRequestThatTakesAPlaceWaitsSinceItCame() {
        RequestQueue queue = new RequestQueue(1, true);
        queue.offer(request("a", 1), 100);
        queue.offer(request("a", 2), 250);

        assertThat(queue.take(1)).extracting(Waiting::sinceNanos).containsExactly(250L);
    }
}
