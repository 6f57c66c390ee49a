package io.freshet.lab.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {

    private final List<String> told = new ArrayList<>();
    private long now = 7_000_000_000L;
    private final Story story = new Story(told::add, () -> now);

    @Test
    void tellsEachLineWithTheTimeSinceItsBegin() {
        story.tell("it begins");
        now += 1_250_000_000L;
        story.tell("it goes on");

        assertThat(told).containsExactly("   0.0 s  it begins", "   1.3 s  it goes on");
    }

    @Test
    void remembersWhatIsNotAsItMustBe() {
        story.check(true, "one is one", "");
        story.check(false, "one is two", "found 1");

        assertThat(told)
                .containsExactly(
                        "   0.0 s  ok      one is one", "   0.0 s  BROKEN  one is two: found 1");
        assertThat(story.broken()).containsExactly("one is two: found 1");
    }

    @Test
    void whatDoesNotComeInTimeIsBroken() {
        story.await(() -> true, Duration.ZERO, "it comes");
        story.await(
                () -> {
                    throw new IOException("nobody answers");
                },
                Duration.ZERO,
                "it comes, too");

        assertThat(story.broken()).singleElement().asString().startsWith("it comes, too: ");
        assertThat(story.broken().get(0)).contains("nobody answers");
    }
}
