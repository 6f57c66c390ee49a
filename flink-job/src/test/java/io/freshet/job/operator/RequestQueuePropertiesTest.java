package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.job.operator.RequestQueue.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of the queue whatever is offered and taken, in whichever order. */
class RequestQueuePropertiesTest {

    /** What was taken in and what came out again, first to last. */
    private record Run(List<ScoringRequest> accepted, List<ScoringRequest> taken, long coalesced) {

        List<Long> revisionsTaken(String user) {
            return taken.stream()
                    .filter(request -> request.userId().equals(user))
                    .map(ScoringRequest::revision)
                    .toList();
        }
    }

    /** Users who ask, by number; a negative number takes that many requests out. */
    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().between(-4, 8).filter(step -> step != 0).list().ofMaxSize(80);
    }

    private static Run run(List<Integer> steps, int capacity, boolean coalescing) {
        RequestQueue queue = new RequestQueue(capacity, coalescing);
        List<ScoringRequest> accepted = new ArrayList<>();
        List<ScoringRequest> taken = new ArrayList<>();
        for (int step : steps) {
            if (step < 0) {
                take(queue, -step, taken);
                continue;
            }
            ScoringRequest request =
                    TestingRequests.request("user-" + step, 1 + accepted.size() + taken.size());
            if (queue.offer(request, 0)) {
                accepted.add(request);
            }
            assertThat(queue.size()).isBetween(1, capacity);
        }
        take(queue, capacity, taken);
        assertThat(queue.isEmpty()).isTrue();
        return new Run(accepted, taken, queue.coalesced());
    }

    private static void take(RequestQueue queue, int most, List<ScoringRequest> taken) {
        queue.take(most).stream().map(Waiting::request).forEach(taken::add);
    }

    @Property
    void withoutCoalescingEverythingLeavesInTheOrderInWhichItCame(
            @ForAll("steps") List<Integer> steps,
            @ForAll @IntRange(min = 1, max = 9) int capacity) {
        Run run = run(steps, capacity, false);

        assertThat(run.taken()).isEqualTo(run.accepted());
        assertThat(run.coalesced()).isZero();
    }

    @Property
    void withCoalescingOnlyTheNewestOfAUserIsSureToLeaveAndNoneAfterIt(
            @ForAll("steps") List<Integer> steps,
            @ForAll @IntRange(min = 1, max = 9) int capacity) {
        Run run = run(steps, capacity, true);

        Map<String, Long> newest = new HashMap<>();
        run.accepted().forEach(request -> newest.put(request.userId(), request.revision()));
        for (Map.Entry<String, Long> each : newest.entrySet()) {
            assertThat(run.revisionsTaken(each.getKey()))
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .endsWith(each.getValue());
        }
        assertThat(run.coalesced()).isEqualTo(run.accepted().size() - run.taken().size());
    }
}
