package io.freshet.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import org.junit.jupiter.api.Test;

class ReleaseBookTest {

    private final ReleaseBook book = new ReleaseBook();

    @Test
    void keepsTheLatestOfEachSlotNewestFirst() {
        for (int again = 0; again < 2; again++) {
            for (int i = 0; i < 50; i++) {
                book.add(status("default", i));
            }
        }
        book.add(status("challenger", 7));

        assertThat(book.slots())
                .extracting(ReleaseBook.Slot::slot)
                .containsExactly("challenger", "default");
        ReleaseBook.Slot slot = book.slots().get(1);
        assertThat(slot.newest().at()).isEqualTo(49);
        assertThat(slot.newest().release()).isEqualTo(new ModelId("films", "v49"));
        assertThat(slot.story()).hasSize(ReleaseBook.MOST_STEPS).first().isEqualTo(slot.newest());
        assertThat(slot.story()).extracting(ReleaseBook.Step::at).endsWith(31L, 30L);
    }

    @Test
    void aClockThatGoesBackDoesNotHideTheNewestStatus() {
        book.add(status("default", 9));
        book.add(status("default", 8));

        assertThat(book.slots().get(0).newest().at()).isEqualTo(8);
    }

    @Test
    void inventedSlotsTakeNoMoreRoomAndOneCanBeForgotten() {
        for (int i = 0; i < 1_000; i++) {
            book.add(status("slot-" + i, i));
        }
        assertThat(book.slots()).hasSize(ReleaseBook.MOST_SLOTS);

        book.remove("slot-999");
        assertThat(book.slots()).hasSize(ReleaseBook.MOST_SLOTS - 1);
    }

    private static ModelStatus status(String slot, long at) {
        ModelRelease release =
                new ModelRelease(slot, "s3://models/" + at, "a".repeat(64), "films", "v" + at);
        return new ModelStatus(
                slot, ModelStatus.State.ACTIVE, release, null, release.modelId(), 2, 2, at);
    }
}
