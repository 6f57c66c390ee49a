package io.freshet.lab.live;

import static io.freshet.lab.live.TestingSlates.slateOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the demo says of its slates. */
class LiveJudgeTest {

    private static final long NOW = 1_767_225_600_000L;

    private final LiveJudge judge = new LiveJudge();
    private int events;

    private void click(String user, String item, long millis) {
        events++;
        judge.happened(
                Interaction.of("e" + events, user, item, "click", NOW + millis), NOW + millis);
    }

    @Test
    void withoutASlateThereIsNothingToJudge() {
        click("ann", "a", 0);

        assertThat(judge.total()).isEqualTo(HitCounts.NONE);
    }

    @Test
    void anEventIsJudgedByTheSlateThatStood() {
        judge.read(slateOf("ann", "a", "b"));
        click("ann", "b", 0);
        judge.read(slateOf("ann", "c"));
        click("ann", "b", 1);

        assertThat(judge.total().events()).isEqualTo(2);
        assertThat(judge.total().hits()).isEqualTo(1);
    }

    @Test
    void theSlateOfAnotherUserIsNoHit() {
        judge.read(slateOf("ann", "a"));
        judge.read(slateOf("bob", "b"));
        click("ann", "b", 0);

        assertThat(judge.total().hits()).isZero();
    }

    @Test
    void anItemIsNewUntilTheUserActsOnIt() {
        judge.read(slateOf("ann", "a"));
        click("ann", "a", 0);
        click("ann", "a", 1);

        HitCounts total = judge.total();
        assertThat(total.hits()).isEqualTo(2);
        assertThat(total.newEvents()).isEqualTo(1);
        assertThat(total.newHits()).isEqualTo(1);
    }

    @Test
    void whatIsPopularIsKnownBeforeTheEventAndAsLongAsTheSlate() {
        judge.read(slateOf("ann", "x"));
        click("bob", "p", 0);
        click("bob", "p", 2_000);
        click("bob", "q", 4_000);
        click("ann", "p", 6_000);
        click("ann", "q", 8_000);

        assertThat(judge.total().popularHits()).as("p leads, q is second of one").isEqualTo(1);
    }

    @Test
    void recentIsTheLastHalfMinute() {
        judge.read(slateOf("ann", "a"));
        click("ann", "a", 0);
        click("ann", "a", 60_000);

        assertThat(judge.recent().events()).isEqualTo(1);
        assertThat(judge.total().events()).isEqualTo(2);
    }

    @Test
    void showsTheUsersWithTheMostEventsAndStaysWithThoseShown() {
        for (String user : new String[] {"ann", "bob", "eve"}) {
            judge.read(slateOf(user, "a"));
        }
        click("bob", "b", 0);
        click("bob", "c", 1);
        click("eve", "c", 2);

        assertThat(judge.slatesOf(Set.of(), 2))
                .extracting(Slate::userId)
                .containsExactly("bob", "eve");
        assertThat(judge.slatesOf(Set.of("ann"), 2))
                .extracting(Slate::userId)
                .containsExactly("ann", "bob");
        assertThat(judge.latestItemsOf("bob", 5)).containsExactly("c", "b");
        assertThat(judge.latestItemsOf("nobody", 5)).isEmpty();
    }
}
