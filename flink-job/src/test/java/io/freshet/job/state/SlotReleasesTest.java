package io.freshet.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelRelease;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a slot has, and that it never goes back by itself. */
class SlotReleasesTest {

    private static final Announcement FIRST = announcement(1);
    private static final Announcement SECOND = announcement(2);
    private static final Announcement THIRD = announcement(3);

    private static Announcement announcement(long number) {
        return new Announcement(
                number,
                "default",
                new ModelRelease("default", "file:/b", "0".repeat(64), "films", "v" + number));
    }

    @Test
    void whatIsOlderThanWhatAllAgreedOnIsNotPendingAnyMore() {
        SlotReleases slot = SlotReleases.NONE.with(FIRST).with(SECOND).with(THIRD);

        assertThat(slot.switchedTo(SECOND)).isEqualTo(new SlotReleases(SECOND, List.of(THIRD)));
    }

    @Test
    void anOlderOneIsNotAgreedOnAfterANewer() {
        SlotReleases slot = SlotReleases.NONE.switchedTo(SECOND);

        assertThat(slot.switchedTo(FIRST)).isEqualTo(slot);
    }

    @Test
    void stateThatHasAnOlderOneAsPendingIsReadWithoutIt() {
        assertThat(new SlotReleases(SECOND, List.of(FIRST, THIRD)).pending())
                .containsExactly(THIRD);
        assertThat(new SlotReleases(SECOND, null).pending()).isEmpty();
    }
}
