package io.freshet.console.user;

import static io.freshet.console.TestingSlates.slate;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.console.live.Titles;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Item;
import org.junit.jupiter.api.Test;

class UserStoryTest {

    private final Titles titles = new Titles(10);
    private final UserStory story = new UserStory("u");

    @Test
    void theWindowIsInTheOrderOfTimeAndHasEachEventOnce() {
        titles.put(Item.of("a", "Amber Kite", "toys"));
        assertThat(story.add(click("e2", "b", 20))).isTrue();
        assertThat(story.add(click("e1", "a", 10))).isTrue();
        assertThat(story.add(click("e2", "b", 20))).isFalse();

        assertThat(story.page(titles).window())
                .containsExactly(
                        new UserPage.Entry("e2", "b", null, null, "click", 20, null),
                        new UserPage.Entry("e1", "a", "Amber Kite", "toys", "click", 10, null));
    }

    @Test
    void theWindowIsBounded() {
        for (int i = 0; i < 60; i++) {
            story.add(click("e" + i, "a", 100 + i));
        }

        assertThat(story.add(click("older", "a", 1))).isFalse();
        assertThat(story.page(titles).window()).hasSize(50);
        assertThat(story.page(titles).window().get(49).timestamp()).isEqualTo(110);
    }

    @Test
    void aSlateTellsWhatMovedAndWhatLeft() {
        story.add(slate("home", "u", 1, "a", "b", "c"));
        story.add(slate("home", "u", 2, "c", "d", "a"));

        UserPage.StandingSlate standing = story.page(titles).slates().get(0);

        assertThat(standing.revision()).isEqualTo(2);
        assertThat(standing.items()).extracting(UserPage.Slot::was).containsExactly(3, null, 1);
        assertThat(standing.left()).containsExactly(new UserPage.Left("b", null, 2));
    }

    @Test
    void theOrderOfReadingDoesNotMatter() {
        story.add(slate("home", "u", 3, "a"));
        story.add(slate("home", "u", 1, "c"));
        story.add(slate("home", "u", 2, "b"));
        story.add(slate("home", "u", 3, "a"));

        UserPage.StandingSlate standing = story.page(titles).slates().get(0);

        assertThat(standing.revision()).isEqualTo(3);
        assertThat(standing.left()).extracting(UserPage.Left::itemId).containsExactly("b");
    }

    @Test
    void surfacesAreApartAndASlateCanBeTakenBack() {
        story.add(slate("home", "u", 1, "a"));
        story.add(slate("mail", "u", 5, "b"));
        story.takeBack("home");

        assertThat(story.page(titles).slates())
                .extracting(UserPage.StandingSlate::surface)
                .containsExactly("mail");
    }

    private static Interaction click(String eventId, String itemId, long timestamp) {
        return Interaction.of(eventId, "u", itemId, "click", timestamp);
    }
}
