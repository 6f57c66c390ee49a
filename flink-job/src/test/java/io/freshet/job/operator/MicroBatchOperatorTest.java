package io.freshet.job.operator;

import static io.freshet.job.operator.TestingRequests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.bundle.Precision;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.core.experiment.Changes;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import io.freshet.core.sharing.Shared;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.ReleaseSettings;
import io.freshet.job.config.ScoringSettings;
import io.freshet.job.config.SlateSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When batches begin, what they hold and in which order slates leave. */
@Timeout(60)
class MicroBatchOperatorTest {

    private static final long NOW = 1_767_225_700_000L;
    private static final int MAX_BATCH_SIZE = 4;
    private static final int PLENTY = 1_000;
    private static final OnnxSettings ONNX = new OnnxSettings(Provider.CPU, 1, Precision.FP32);
    private static final ReleaseSettings RELEASES =
            new ReleaseSettings(4, 1 << 20, Duration.ofMinutes(1));

    private final HeldRanker ranker = new HeldRanker();

    private final Shared<ModelSource, Ranker> rankers =
            new Shared<>(settings -> ranker, Ranker::close);

    private OneInputStreamOperatorTestHarness<ScoringInput, Slate> harness;

    /** Makes an operator that asks the test's ranker. */
    private static final class Factory extends AbstractStreamOperatorFactory<Slate>
            implements OneInputStreamOperatorFactory<ScoringInput, Slate> {

        private static final long serialVersionUID = 1L;

        private final transient Shared<ModelSource, Ranker> rankers;
        private final MicroBatchOperatorFactory.Settings settings;

        Factory(Shared<ModelSource, Ranker> rankers, MicroBatchOperatorFactory.Settings settings) {
            this.rankers = rankers;
            this.settings = settings;
        }

        @Override
        @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
        public <T extends StreamOperator<Slate>> T createStreamOperator(
                StreamOperatorParameters<Slate> parameters) {
            return (T) MicroBatchOperator.create(parameters, rankers, settings);
        }

        @Override
        @SuppressWarnings("rawtypes") // as the interface has it
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return MicroBatchOperator.class;
        }
    }

    private void open(boolean coalescing) throws Exception {
        ScoringSettings scoring = new ScoringSettings("/b", ONNX, MAX_BATCH_SIZE, coalescing);
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new Factory(
                                rankers,
                                new MicroBatchOperatorFactory.Settings(
                                        scoring,
                                        new CandidateSettings(1_500, 0, 0, 0, 0, Map.of(), true),
                                        TestingCounts.SETTINGS,
                                        new SlateSettings("home", 2, SeenPolicy.KEEP),
                                        RELEASES,
                                        50,
                                        Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC))));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        ranker.release(PLENTY);
        harness.close();
    }

    private void process(ScoringRequest... requests) throws Exception {
        for (ScoringRequest request : requests) {
            harness.processElement(new StreamRecord<>(ScoringInput.of(request)));
        }
    }

    /** Waits for the next mail to the task, which the end of a run sends, and reads it. */
    private void runMail() throws Exception {
        harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
    }

    private void endRun() throws Exception {
        ranker.release(1);
        runMail();
    }

    /** A mail that tells that the task reads its mails, and lets runs end. */
    private AtomicBoolean releaseWhenTheTaskYields() {
        AtomicBoolean yielded = new AtomicBoolean();
        harness.getTaskMailbox()
                .put(
                        new Mail(
                                () -> {
                                    yielded.set(true);
                                    ranker.release(PLENTY);
                                },
                                TaskMailbox.MAX_PRIORITY,
                                "release"));
        return yielded;
    }

    private Thread releaseWhenWaiting(Thread task) {
        Thread other =
                new Thread(
                        () -> {
                            while (task.getState() != Thread.State.TIMED_WAITING) {
                                Thread.onSpinWait();
                            }
                            ranker.release(1);
                        });
        other.start();
        return other;
    }

    private List<String> slates() {
        return harness.extractOutputValues().stream()
                .map(slate -> slate.userId() + '@' + slate.revision())
                .toList();
    }

    @Test
    void aRequestThatFindsTheSessionFreeIsScoredAtOnce() throws Exception {
        open(true);

        process(request("ann", 1));
        ranker.awaitRun();
        assertThat(ranker.runs).containsExactly(1);
        assertThat(slates()).isEmpty();
        endRun();

        assertThat(slates()).containsExactly("ann@1");
    }

    @Test
    void aSlateSaysWhoseItIsWhyItIsAndWhen() throws Exception {
        open(true);

        process(request("ann", 7));
        endRun();

        Slate slate = harness.extractOutputValues().get(0);
        assertThat(slate.slateId()).isEqualTo("home|ann|7");
        assertThat(slate.key()).isEqualTo("home|ann");
        assertThat(slate.model()).isEqualTo(TestingRanker.MODEL);
        assertThat(slate.causeEventId()).isEqualTo("cause-7");
        assertThat(slate.timestamps())
                .isEqualTo(
                        new SlateTimestamps(
                                TestingRequests.START + 7, TestingRequests.START + 12, NOW, NOW));
        assertThat(slate.items())
                .extracting(SlateItem::itemId)
                .containsExactly("known-1", "known-2");
    }

    @Test
    void aSlateIsMadeAsItsUsersVariantWantsIt() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        Changes one = new Changes(null, 1, null, Map.of());
        Changes none = new Changes(Changes.NO_MODEL, null, null, Map.of());
        Changes absent = new Changes("challenger", null, null, Map.of());
        process(
                TestingRequests.with(request("b", 1), "short", one),
                TestingRequests.with(request("c", 1), "none", none),
                TestingRequests.with(request("d", 1), "absent", absent));
        ranker.release(PLENTY);
        harness.endInput();

        List<Slate> slates = harness.extractOutputValues();
        assertThat(slates).extracting(Slate::userId).containsExactly("a", "b", "c", "d");
        assertThat(slates).extracting(slate -> slate.items().size()).containsExactly(2, 1, 0, 2);
        assertThat(slates)
                .extracting(slate -> slate.model().name())
                .containsExactly("testing", "testing", "none", "testing");
        assertThat(slates.get(0).experiments()).isEmpty();
        assertThat(slates.get(1).experiments()).containsExactly(new Assignment("one", "short"));
    }

    @Test
    void whatComesMeanwhileGathersForTheNextBatch() throws Exception {
        open(true);

        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1), request("c", 1), request("d", 1));
        endRun();
        assertThat(slates()).containsExactly("a@1");
        ranker.awaitRun();
        endRun();

        assertThat(ranker.runs).containsExactly(1, 3);
        assertThat(slates()).containsExactly("a@1", "b@1", "c@1", "d@1");
    }

    @Test
    void ofAUsersRequestsThatWaitOnlyTheNewestIsScored() throws Exception {
        open(true);

        process(request("a", 1));
        ranker.awaitRun();
        process(
                request("a", 2),
                request("b", 1),
                request("a", 3),
                request("b", 2),
                request("a", 4));
        endRun();
        endRun();

        assertThat(ranker.runs).containsExactly(1, 2);
        assertThat(slates()).containsExactly("a@1", "a@4", "b@2");
    }

    @Test
    void withoutCoalescingEveryRequestGetsItsSlateInOrder() throws Exception {
        open(false);

        process(request("a", 1));
        ranker.awaitRun();
        process(request("a", 2), request("b", 1), request("a", 3));
        endRun();
        endRun();

        assertThat(slates()).containsExactly("a@1", "a@2", "b@1", "a@3");
    }

    @Test
    void theNextBatchBeginsBeforeTheTaskReadsItsMail() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1));

        ranker.release(1);
        ranker.awaitRun();

        assertThat(ranker.runs).containsExactly(1, 1);
        assertThat(slates()).isEmpty();
        runMail();
        assertThat(slates()).containsExactly("a@1");
    }

    @Test
    void whatWaitsWhenTheOperatorClosesIsNotScored() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1));
        Thread task = Thread.currentThread();
        Thread other = releaseWhenWaiting(task);

        harness.getOperator().close();

        other.join();
        assertThat(ranker.runs).containsExactly(1);
    }

    @Test
    void afterAFailureNothingIsScored() throws Exception {
        open(true);
        ranker.failWith(new IllegalStateException("broken"));
        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1));
        ranker.release(PLENTY);

        assertThatThrownBy(this::runMail).hasStackTraceContaining("broken");

        assertThat(ranker.runs).containsExactly(1);
    }

    @Test
    void aFailureThatLooksLikeAClosedTaskFailsTheTaskToo() throws Exception {
        open(true);
        ranker.failWith(new RejectedExecutionException("the device's thread is gone"));
        process(request("a", 1));
        ranker.release(1);

        assertThatThrownBy(this::runMail)
                .hasMessage("scoring failed with model testing 1")
                .hasRootCauseMessage("the device's thread is gone");
    }

    /** The worker and the task hand over thousands of times, with a barrier now and then. */
    @Test
    void noRequestIsLostInTheHandOver() throws Exception {
        open(true);
        ranker.release(Integer.MAX_VALUE / 2);
        for (int revision = 1; revision <= 5_000; revision++) {
            process(request("user-" + revision % 7, revision));
            if (revision % 97 == 0) {
                harness.prepareSnapshotPreBarrier(revision);
            }
        }
        harness.endInput();

        Map<String, List<Long>> revisions =
                harness.extractOutputValues().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Slate::userId,
                                        Collectors.mapping(Slate::revision, Collectors.toList())));
        assertThat(revisions).hasSize(7);
        revisions.forEach(
                (user, seen) -> {
                    assertThat(seen).isSorted().doesNotHaveDuplicates();
                    long last = seen.get(seen.size() - 1);
                    assertThat(last).as(user).isGreaterThan(5_000 - 7);
                });
    }

    @Test
    void aFullQueueHoldsTheInputBack() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1), request("c", 1), request("d", 1), request("e", 1));
        AtomicBoolean yielded = releaseWhenTheTaskYields();
        process(request("e", 2));
        assertThat(yielded).as("a user who waits already finds room").isFalse();

        process(request("f", 1));

        assertThat(yielded).isTrue();
        harness.endInput();
        assertThat(slates()).containsExactly("a@1", "b@1", "c@1", "d@1", "e@2", "f@1");
        assertThat(ranker.runs).allSatisfy(size -> assertThat(size).isBetween(1, MAX_BATCH_SIZE));
    }

    @Test
    void nothingIsInFlightWhenTheBarrierPasses() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        process(request("b", 1), request("c", 1));
        AtomicBoolean yielded = releaseWhenTheTaskYields();

        harness.prepareSnapshotPreBarrier(1);

        assertThat(yielded).isTrue();
        assertThat(slates()).containsExactly("a@1", "b@1", "c@1");
        assertThat(harness.getTaskMailbox().hasMail()).isFalse();
    }

    @Test
    void anIdleOperatorLetsTheBarrierPass() throws Exception {
        open(true);

        harness.prepareSnapshotPreBarrier(1);

        assertThat(slates()).isEmpty();
    }

    @Test
    void theEndOfTheInputWaitsForAllSlates() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        process(request("a", 2), request("b", 1));
        ranker.release(PLENTY);

        harness.endInput();

        assertThat(slates()).containsExactly("a@1", "a@2", "b@1");
    }

    @Test
    void aFailureOfTheRankerFailsTheTask() throws Exception {
        open(true);
        ranker.failWith(new IllegalStateException("out of memory on the device"));
        process(request("a", 1));
        ranker.release(1);

        assertThatThrownBy(this::runMail)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scoring failed with model testing 1")
                .hasRootCauseMessage("out of memory on the device");
        assertThat(slates()).isEmpty();
    }

    @Test
    void aFailureIsSeenBeforeTheBarrierPasses() throws Exception {
        open(true);
        ranker.failWith(new IllegalStateException("broken"));
        process(request("a", 1));
        ranker.release(1);

        assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1))
                .hasStackTraceContaining("scoring failed with model")
                .hasStackTraceContaining("broken");
    }

    @Test
    void closingWaitsForTheRunEvenIfSomebodyIsImpatient() throws Exception {
        open(true);
        process(request("a", 1));
        ranker.awaitRun();
        Thread task = Thread.currentThread();
        Thread other = releaseWhenWaiting(task);

        task.interrupt();
        harness.getOperator().close();

        assertThat(Thread.interrupted()).as("the interruption is kept").isTrue();
        other.join();
        assertThat(ranker.wasClosedDuringARun()).isFalse();
        assertThat(ranker.isClosed()).isTrue();
        assertThat(rankers.size()).isZero();
    }

    @Test
    void whereItRunsCanBeAskedWhileItCloses() throws Exception {
        open(true);
        MicroBatchOperator operator = (MicroBatchOperator) harness.getOneInputOperator();
        assertThat(operator.provider()).isEqualTo(ranker.provider());

        harness.close();

        assertThat(operator.provider()).isEqualTo("none");
    }

    @Test
    void theRankerIsSharedAndClosedByTheLast() throws Exception {
        open(true);
        try (Shared.Lease<Ranker> other =
                rankers.lease(new ModelSource.Configured(Path.of("/b"), ONNX))) {
            assertThat(other.value()).isSameAs(ranker);
            assertThat(rankers.size()).isEqualTo(1);

            harness.close();

            assertThat(ranker.isClosed()).isFalse();
        }
        assertThat(ranker.isClosed()).isTrue();
    }
}
