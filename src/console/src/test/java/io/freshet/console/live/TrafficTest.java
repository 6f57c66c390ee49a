package io.freshet.console.live;

import static io.freshet.console.TestingSlates.slate;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.SlateTimestamps;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private final Traffic traffic = new Traffic();

    @Test
    void tellsWhatASecondBrought() {
        traffic.event();
        traffic.event();
        slateAfter(8);

        Second second = traffic.tick(5_000);

        assertThat(second).isEqualTo(new Second(5_000, 2, 1, 8.0, 8.0));
        assertThat(traffic.tick(6_000)).isEqualTo(new Second(6_000, 0, 0, null, null));
        assertThat(traffic.history()).extracting(Second::at).containsExactly(5_000L, 6_000L);
    }

    @Test
    void keepsTenMinutesAndSumsUpOne() {
        for (int second = 1; second <= 700; second++) {
            slateAfter(second <= 640 ? 3 : 30);
            traffic.tick(second * 1_000L);
        }

        assertThat(traffic.history()).hasSize(600);
        assertThat(traffic.history().get(0).at()).isEqualTo(101_000);
        Minute minute = traffic.minute();
        assertThat(minute.slates()).isEqualTo(60);
        assertThat(minute.freshness().p50()).isEqualTo(30);
        assertThat(minute.freshness().bars())
                .filteredOn(bar -> bar.count() > 0)
                .containsExactly(new Freshness.Bar(50L, 60));
    }

    @Test
    void countsAllSlatesAndLooksIntoASample() {
        int looked = 0;
        for (int i = 0; i < 2_000; i++) {
            if (traffic.slate()) {
                traffic.read(slate("home", "u", 1, "a", "b"));
                looked++;
            }
        }
        traffic.tick(1_000);

        assertThat(looked).isEqualTo(500);
        assertThat(traffic.minute().slates()).isEqualTo(2_000);
        assertThat(traffic.minute().read()).isEqualTo(500);
        assertThat(traffic.minute().sources())
                .containsExactly(new Minute.SourceShare("catalogue", 1_000));
        assertThat(traffic.minute().models())
                .containsExactly(new Minute.ModelShare("m", "1", 500, 1_010));
    }

    @Test
    void clocksThatDifferDoNoHarm() {
        traffic.slate();
        traffic.read(
                slate("home", "u", 1, new SlateTimestamps(Long.MAX_VALUE, 0, -5, 1L << 60), "a"));
        traffic.tick(1_000);

        assertThat(traffic.minute().freshness().max()).isBetween(3.5e6, 3.7e6);
    }

    private void slateAfter(long millis) {
        traffic.slate();
        traffic.read(slate("home", "u", 1, new SlateTimestamps(0, 100, 101, 100 + millis), "a"));
    }
}
