package io.freshet.core.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourWindowTest {

    private static final WindowBounds THREE_WITHIN_A_SECOND = new WindowBounds(3, 1000);

    private final BehaviourWindow window = BehaviourWindow.empty();

    private static Interaction at(long timestamp) {
        return Interaction.of("e" + timestamp, "user", "i" + timestamp, "view", timestamp);
    }

    private List<Long> times() {
        return window.entries().stream().map(BehaviourEntry::timestamp).toList();
    }

    private Insertion insert(long timestamp) {
        return window.insert(at(timestamp), THREE_WITHIN_A_SECOND);
    }

    @Test
    void putsALateInteractionWhereItBelongs() {
        insert(10);
        insert(30);
        assertThat(insert(20)).isEqualTo(Insertion.ACCEPTED);
        assertThat(times()).containsExactly(10L, 20L, 30L);
    }

    @Test
    void keepsTheNewest() {
        Stream.of(10, 20, 30, 40).forEach(this::insert);
        assertThat(times()).containsExactly(20L, 30L, 40L);
    }

    @Test
    void dropsWhatIsTooOldForTheNewest() {
        insert(10);
        insert(500);
        insert(1010);
        assertThat(times()).containsExactly(500L, 1010L);
    }

    @Test
    void refusesWhatItNoLongerRemembers() {
        insert(5000);
        assertThat(insert(4000)).isEqualTo(Insertion.TOO_OLD);
        assertThat(insert(4001)).isEqualTo(Insertion.ACCEPTED);
        insert(5001);
        assertThat(insert(3999)).isEqualTo(Insertion.TOO_OLD);
        assertThat(window.revision()).isEqualTo(5002);
    }

    @Test
    void acceptsNothingThatALoweredBoundDropsAtOnce() {
        Stream.of(10, 20, 30).forEach(this::insert);
        WindowBounds one = new WindowBounds(1, 1000);

        assertThat(window.insert(at(25), one)).isEqualTo(Insertion.TOO_OLD);
        assertThat(times()).containsExactly(10L, 20L, 30L);
        assertThat(window.insert(at(40), one)).isEqualTo(Insertion.ACCEPTED);
        assertThat(times()).containsExactly(40L);
    }

    @Test
    void knowsTheAgeOfTheOldestTimeOfAll() {
        insert(Long.MIN_VALUE);
        insert(10);
        assertThat(times()).containsExactly(10L);
        assertThat(insert(Long.MIN_VALUE)).isEqualTo(Insertion.TOO_OLD);
    }

    @Test
    void takesAnEventOnce() {
        insert(10);
        assertThat(insert(10)).isEqualTo(Insertion.DUPLICATE);
        assertThat(times()).containsExactly(10L);
    }

    @Test
    void countsRevisionsFromTheTimeOfTheFirst() {
        assertThat(window.revision()).isZero();
        insert(1_700_000_000_000L);
        assertThat(window.revision()).isEqualTo(1_700_000_000_000L);
        insert(1_700_000_000_900L);
        assertThat(window.revision()).isEqualTo(1_700_000_000_001L);
        insert(1_700_000_000_900L);
        assertThat(window.revision()).isEqualTo(1_700_000_000_001L);
    }

    @Test
    void beginsAtRevisionOneWhereTheFirstIsAtTheEpoch() {
        insert(0);
        assertThat(window.revision()).isEqualTo(1);
    }

    @Test
    void hasNoNewestEntryWhileEmpty() {
        assertThatIllegalStateException().isThrownBy(window::newestTimestamp);
    }

    /** What is left of many interactions does not depend on who came first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void holdsTheSameInEveryOrderOfArrival(long seed) {
        Random random = new Random(seed);
        List<Interaction> interactions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            interactions.add(
                    Interaction.of("e" + i, "user", "i" + i, "view", random.nextInt(3000)));
        }
        WindowBounds bounds = new WindowBounds(10, 500);
        List<BehaviourEntry> expected =
                BehaviourWindow.of(interactions, bounds).entries().stream().toList();
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(interactions, random);
            assertThat(BehaviourWindow.of(interactions, bounds).entries())
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void boundsAreBounded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WindowBounds(501, 1))
                .withMessageContaining("1 to 500");
        assertThatIllegalArgumentException().isThrownBy(() -> new WindowBounds(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WindowBounds(1, 0));
    }
}
