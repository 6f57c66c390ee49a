package io.freshet.job.operator.release;

import static io.freshet.job.operator.release.TestingSubtasks.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.ModelStatus.State;
import io.freshet.job.state.Announcement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How subtasks and their coordinator come to serve a release, and when they do not. */
@Timeout(60)
class ReleaseProtocolTest {

    private TestingSubtasks subtasks;

    @BeforeEach
    void open() throws Exception {
        subtasks = new TestingSubtasks(false);
    }

    @AfterEach
    void nothingStaysOpen() {
        subtasks.close();
        subtasks.awaitOpen(0);
    }

    private List<State> states() {
        return subtasks.statuses.stream().map(ModelStatus::state).toList();
    }

    private ModelStatus lastStatus() {
        return subtasks.statuses.get(subtasks.statuses.size() - 1);
    }

    private void releaseAndSwitch(String slot, String version, long checkpoint) throws Exception {
        subtasks.announce(release(slot, version));
        subtasks.awaitPreparations();
        subtasks.snapshot(checkpoint);
        subtasks.complete(checkpoint);
    }

    @Test
    void withoutAReleaseTheConfiguredModelServes() {
        assertThat(subtasks.serving("default")).containsOnly("configured 1");
    }

    @Test
    void allSubtasksSwitchWhenTheCheckpointAfterTheirAgreementIsComplete() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();
        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        subtasks.complete(6); // it began before they agreed
        assertThat(subtasks.serving("default")).containsOnly("configured 1");

        subtasks.snapshot(7);
        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        subtasks.complete(7);

        assertThat(subtasks.serving("default")).containsOnly("films 2");
        assertThat(subtasks.open).hasSize(2);
        assertThat(states())
                .containsExactly(State.LOADING, State.LOADING, State.ACTIVE, State.ACTIVE);
        assertThat(lastStatus().ready()).isEqualTo(2);
        assertThat(lastStatus().subtasks()).isEqualTo(2);
        assertThat(lastStatus().serving()).hasToString("films 2");
    }

    @Test
    void aCheckpointThatFailedIsMadeUpForByTheNext() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();
        subtasks.snapshot(7);
        subtasks.snapshot(8);

        subtasks.complete(8);

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void withoutCheckpointsTheySwitchAtOnce() throws Exception {
        subtasks.close();
        subtasks = new TestingSubtasks(true);

        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void nobodySwitchesBeforeAllAreReady() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        assertThat(lastStatus().state()).isEqualTo(State.LOADING);
        assertThat(lastStatus().ready()).isEqualTo(1);
    }

    @Test
    void whatOneSubtaskRefusesNobodyServes() throws Exception {
        subtasks.unsound.put("1/2", new IllegalStateException("file model.onnx is missing"));
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        assertThat(lastStatus().state()).isEqualTo(State.REJECTED);
        assertThat(lastStatus().reason()).isEqualTo("file model.onnx is missing");
        assertThat(lastStatus().serving()).hasToString("configured 1");
        assertThat(subtasks.open).hasSize(2);
    }

    @Test
    void whatDoesNotLieWhereItSaysNobodyServes() throws Exception {
        subtasks.missing.add("2");
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        assertThat(lastStatus().reason()).isEqualTo("file:/b does not exist");
    }

    @Test
    void theJobComesBackWithWhatServedWhereverItLiesByThen() throws Exception {
        releaseAndSwitch("default", "2", 1);
        subtasks.missing.add("2");

        subtasks.restart();

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void whatAllRefuseIsToldOnce() throws Exception {
        subtasks.unsound.put("0/2", new IllegalStateException("broken"));
        subtasks.unsound.put("1/2", new IllegalStateException("broken"));
        subtasks.holdTheCoordinatorsWord();
        subtasks.await(subtasks.announce(release("default", "2")));

        subtasks.letTheCoordinatorsWordThrough();

        assertThat(states()).containsExactly(State.REJECTED);
    }

    @Test
    void tooLittleMemoryIsAReasonToRefuse() throws Exception {
        subtasks.unsound.put("0/2", new OutOfMemoryError("Java heap space"));
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);

        assertThat(lastStatus().reason()).isEqualTo("out of memory: Java heap space");
    }

    @Test
    void whatWasRefusedMayBeReleasedAgain() throws Exception {
        subtasks.unsound.put("1/2", new IllegalStateException("broken"));
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();
        subtasks.unsound.clear();

        releaseAndSwitch("default", "2", 1);

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void aNewerReleaseTakesThePlaceOfOneThatIsNotReadyEverywhere() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);
        subtasks.await(subtasks.announce(release("default", "3")));
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("films 3");
        assertThat(subtasks.statuses)
                .filteredOn(status -> status.state() == State.REJECTED)
                .extracting(ModelStatus::reason)
                .containsExactly("a newer release took its place");
        assertThat(subtasks.open).hasSize(2);
    }

    @Test
    void whatNobodyWantsAnyMoreIsNotOpened() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        subtasks.slow.put("0/2", held);
        subtasks.slow.put("1/2", held);
        subtasks.announce(release("default", "2"));
        subtasks.awaitBegin("2");
        subtasks.announce(release("default", "3"));
        Announcement last = subtasks.announce(release("default", "4"));

        held.countDown();
        subtasks.await(last);

        assertThat(subtasks.begun).doesNotContain("0/3", "1/3");
    }

    @Test
    void modelsThatNeverServeAreLeftToOthersToClose() throws Exception {
        subtasks.unsound.put("1/2", new IllegalStateException("broken"));
        subtasks.await(subtasks.announce(release("default", "2")));
        assertThat(subtasks.discarded).hasSize(1);

        subtasks.await(subtasks.announce(release("default", "3")));
        subtasks.await(subtasks.announce(release("default", "4")));
        assertThat(subtasks.discarded).as("3 was agreed on and gave way to 4").hasSize(3);

        subtasks.await(subtasks.announce(release("challenger", "5")));
        subtasks.takeBack("challenger");
        assertThat(subtasks.discarded).hasSize(5);
    }

    @Test
    void anErrorWithoutAMessageIsToldByItsName() throws Exception {
        subtasks.unsound.put("0/2", new InternalError());
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);

        assertThat(lastStatus().state()).isEqualTo(State.REJECTED);
        assertThat(lastStatus().reason()).isEqualTo("java.lang.InternalError");
    }

    /** The checkpoint has a release as pending that was refused since. */
    private Announcement refuseTheFirstOfTwoAndFail() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.snapshot(1);
        subtasks.complete(1);
        Announcement second = subtasks.announce(release("default", "3"));
        subtasks.failOver();
        return second;
    }

    @Test
    void whatWasRefusedBeforeAFailureNeverTakesOver() throws Exception {
        Announcement second = refuseTheFirstOfTwoAndFail();
        subtasks.awaitPreparations(); // of the first, once more
        subtasks.await(subtasks.announce(second));
        subtasks.snapshot(2);
        subtasks.complete(2);
        assertThat(subtasks.serving("default")).containsOnly("films 3");
        assertThat(subtasks.pending("default")).containsOnly(List.of());
        subtasks.awaitOpen(2);

        subtasks.startFromSavepoint();

        assertThat(subtasks.serving("default")).containsOnly("films 3");
        assertThat(subtasks.begun).endsWith("0/3", "1/3");
    }

    @Test
    void whatWasRefusedBeforeAFailureIsToldAgain() throws Exception {
        refuseTheFirstOfTwoAndFail();
        subtasks.statuses.clear();

        subtasks.awaitPreparations();

        assertThat(states()).containsExactly(State.REJECTED);
        assertThat(lastStatus().reason()).isEqualTo("a newer release took its place");
        assertThat(subtasks.pending("default")).containsOnly(List.of());
    }

    @Test
    void aCheckpointHasTheSameOfAllWhileOneRefuses() throws Exception {
        subtasks.unsound.put("1/2", new IllegalStateException("broken"));
        subtasks.holdTheCoordinatorsWord();
        subtasks.await(subtasks.announce(release("default", "2")));
        assertThat(subtasks.pending("default")).containsOnly(List.of("2"));

        subtasks.letTheCoordinatorsWordThrough();

        assertThat(subtasks.pending("default")).containsOnly(List.of());
    }

    @Test
    void aCheckpointHasTheSameOfAllWhileANewerTakesThePlaceOnOne() throws Exception {
        subtasks.holdTheCoordinatorsWord();
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);
        subtasks.announce(release("default", "3"));
        assertThat(subtasks.pending("default")).containsOnly(List.of("2", "3"));

        subtasks.letTheCoordinatorsWordThrough();

        assertThat(subtasks.pending("default")).containsOnly(List.of("3"));
    }

    @Test
    void aCheckpointHasTheSameOfAllWhileOneHasNoSlotLeft() throws Exception {
        subtasks.await(subtasks.announce(release("a", "5")));
        subtasks.holdTheCoordinatorsWord();
        subtasks.announce(release("b", "6"));
        assertThat(subtasks.pending("b")).containsOnly(List.of("6"));
        subtasks.snapshot(1);

        subtasks.startFromSavepoint();

        assertThat(subtasks.serving("b")).containsOnly("nothing");
        subtasks.letTheCoordinatorsWordThrough();
        assertThat(subtasks.pending("b")).containsOnly(List.of());
        assertThat(states()).contains(State.REJECTED);
    }

    @Test
    void whatWasRefusedBeforeItArrivedIsNotPrepared() throws Exception {
        subtasks.unsound.put("1/2", new IllegalStateException("broken"));
        Announcement refused = subtasks.announceTo(1, release("default", "2"));
        subtasks.awaitPreparation(1);

        subtasks.announceTo(0, refused);

        assertThat(subtasks.pending("default")).containsOnly(List.of());
        assertThat(subtasks.begun).containsExactly("1/2");
    }

    @Test
    void twoThatAreAgreedOnBeforeACheckpointEndWithTheNewer() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparations();
        subtasks.announce(release("default", "3"));
        subtasks.awaitPreparations();
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("films 3");
        assertThat(subtasks.open).hasSize(2);
    }

    @Test
    void theJobComesBackWithWhatWasAgreedOn() throws Exception {
        releaseAndSwitch("default", "2", 1);
        releaseAndSwitch("challenger", "5", 2);

        subtasks.restart();

        assertThat(subtasks.serving("default")).containsOnly("films 2");
        assertThat(subtasks.serving("challenger")).containsOnly("films 5");
        assertThat(lastStatus().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void theJobDoesNotComeBackWithAnotherModel() throws Exception {
        releaseAndSwitch("default", "2", 1);
        subtasks.unsound.put("0/2", new IllegalStateException("file:/b does not exist"));

        assertThatThrownBy(() -> subtasks.restart()).hasMessage("file:/b does not exist");
    }

    @Test
    void aNewerBundleWhoseFilesAreGoneKeepsNobodyFromComingBack() throws Exception {
        releaseAndSwitch("default", "2", 1);
        subtasks.announce(release("default", "3"));
        subtasks.unsound.put("0/3", new IllegalStateException("gone"));
        subtasks.unsound.put("1/3", new IllegalStateException("gone"));

        subtasks.restart();
        subtasks.awaitPreparation(0);

        assertThat(subtasks.serving("default")).containsOnly("films 2");
        assertThat(lastStatus().reason()).isEqualTo("gone");
    }

    @Test
    void whatWasNotAgreedOnIsPreparedAgainAfterARestart() throws Exception {
        subtasks.announce(release("default", "2"));
        subtasks.awaitPreparation(0);

        subtasks.restart();
        subtasks.awaitPreparations();
        subtasks.snapshot(9);
        subtasks.complete(9);

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void aSlotIsThereUntilItIsGivenUp() throws Exception {
        releaseAndSwitch("challenger", "5", 1);
        assertThat(subtasks.serving("challenger")).containsOnly("films 5");
        assertThat(subtasks.serving("default")).containsOnly("configured 1");

        subtasks.takeBack("challenger");

        assertThat(subtasks.serving("challenger")).containsOnly("nothing");
        assertThat(lastStatus().state()).isEqualTo(State.REMOVED);
        assertThat(subtasks.open).hasSize(2);
    }

    @Test
    void withoutAReleaseTheDefaultSlotHasTheModelOfTheConfiguration() throws Exception {
        releaseAndSwitch("default", "2", 1);

        subtasks.await(subtasks.takeBack("default"));
        assertThat(subtasks.serving("default")).containsOnly("films 2");
        subtasks.snapshot(2);
        subtasks.complete(2);

        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        assertThat(lastStatus())
                .extracting(ModelStatus::state, ModelStatus::release, ModelStatus::ready)
                .containsExactly(State.ACTIVE, null, 2);
        assertThat(subtasks.open).hasSize(2);
        subtasks.startFromSavepoint();
        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        releaseAndSwitch("default", "3", 3);
        assertThat(subtasks.serving("default")).containsOnly("films 3");
    }

    @Test
    void whatATombstoneOfTheDefaultSlotTookBackServesNoMoreWhenTheTopicIsReadAnew()
            throws Exception {
        Announcement before = subtasks.announce(release("default", "2"));
        subtasks.await(before);
        subtasks.announce(release("default", "3"));
        subtasks.await(subtasks.takeBack("default"));
        subtasks.snapshot(1);
        subtasks.complete(1);

        assertThat(subtasks.serving("default")).containsOnly("configured 1");
        assertThat(subtasks.pending("default")).containsOnly(List.of());
        assertThat(subtasks.open).hasSize(2);
    }

    @Test
    void theDefaultSlotKeepsItsModelWhereThatOfTheConfigurationIsNotSound() throws Exception {
        releaseAndSwitch("default", "2", 1);
        subtasks.unsound.put("1/configured", new IllegalStateException("it is gone"));

        subtasks.await(subtasks.takeBack("default"));
        assertThat(lastStatus().reason()).isEqualTo("it is gone");
        subtasks.snapshot(2);
        subtasks.complete(2);
        subtasks.startFromSavepoint();

        assertThat(subtasks.serving("default")).containsOnly("films 2");
    }

    @Test
    void moreSlotsThanPermittedAreRefused() throws Exception {
        releaseAndSwitch("a", "5", 1);
        subtasks.announce(release("b", "6"));

        assertThat(subtasks.serving("a")).containsOnly("films 5");
        assertThat(subtasks.serving("b")).containsOnly("nothing");
        assertThat(lastStatus().reason())
                .isEqualTo("there are 2 slots already, [a, default]; give one up or permit more");
    }

    @Test
    void aHundredReleasesLeaveOneModelOpen() throws Exception {
        for (int version = 1; version <= 100; version++) {
            releaseAndSwitch("default", Integer.toString(version), version);
        }

        assertThat(subtasks.serving("default")).containsOnly("films 100");
        assertThat(subtasks.open).hasSize(2);
    }
}
