package io.freshet.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.feed.ObservedSlates.ObservedItem;
import io.freshet.lab.oracle.CountsOracle.Look;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountsOracleTest {

    private static final long NOON = 1_767_268_800_000L;
    private static final long HOUR = 3_600_000;
    private static final Counting COUNTING =
            new Counting(
                    2,
                    0.5,
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofMinutes(1),
                    1,
                    1,
                    1e-4);

    private final List<EventRecord> log = new ArrayList<>();

    @Test
    void knowsHowOftenItemsWereActedOn() {
        event("e1", "anna", "rose", NOON);
        event("e2", "bert", "rose", NOON);
        event("e3", "carl", "lily", NOON);
        event("e4", "dora", "aster", NOON + 2 * HOUR);

        Look look =
                look(
                        "nothing",
                        NOON,
                        neighbour("nothing", 1),
                        popular("rose", 1 / 2.5),
                        popular("lily", 0.5 / 2.5),
                        fresh("aster", 1 / 2.5));

        assertThat(verdict(look)).isEqualTo(new CountsVerdict(4, 0, List.of()));
    }

    @Test
    void knowsNeighboursInBothDirections() {
        event("e1", "anna", "rose", NOON);
        event("e2", "anna", "lily", NOON + 1);
        event("e3", "anna", "aster", NOON + HOUR);

        // Half of what rose and lily were worth as a pair is left.
        double ofRose = 1 + 0.5 / 1.5 + 0.5 / 1.5;
        ObservedItem asterIsFresh = fresh("aster", 1 / (1 + 2 * Math.sqrt(0.5)));
        Look afterRose =
                look(
                        "rose",
                        NOON + HOUR,
                        neighbour("rose", 1 / ofRose),
                        neighbour("lily", 0.5 / 1.5 / ofRose),
                        asterIsFresh);
        double ofAster = 1 + 0.5 / 2 + 0.25 / 2;
        Look afterAster =
                look(
                        "aster",
                        NOON + HOUR,
                        neighbour("aster", 1 / ofAster),
                        neighbour("lily", 0.5 / 2 / ofAster),
                        neighbour("rose", 0.25 / 2 / ofAster));

        assertThat(verdict(afterRose)).isEqualTo(new CountsVerdict(3, 0, List.of()));
        assertThat(verdict(afterAster)).isEqualTo(new CountsVerdict(3, 0, List.of()));
    }

    @Test
    void countsLateAndRepeatedEventsOnce() {
        event("e1", "anna", "rose", NOON);
        event("e3", "anna", "aster", NOON + 2);
        event("e3", "anna", "aster", NOON + 2);
        event("late", "anna", "lily", NOON + 1);

        event("e4", "bert", "zinnia", NOON + 120_000);

        // Rose and aster were a step apart when aster came.
        Look look =
                look(
                        "rose",
                        NOON,
                        neighbour("rose", 0.5),
                        neighbour("aster", 0.25),
                        neighbour("lily", 0.25),
                        fresh("zinnia", 1 / (1 + 3 * Math.pow(2, -1 / 60.0))));

        assertThat(verdict(look).wrong()).isZero();
    }

    @Test
    void noticesACountThatIsMissingDoubledOrTooMany() {
        event("e1", "anna", "rose", NOON);
        event("e2", "bert", "lily", NOON);
        ObservedItem own = neighbour("x", 1);
        ObservedItem rose = fresh("rose", 0.5);

        assertThat(verdict(look("x", NOON, own, rose, fresh("lily", 0.5))).wrong()).isZero();
        assertThat(verdict(look("x", NOON, own, rose)).wrong()).isEqualTo(1);
        assertThat(verdict(look("x", NOON, own, rose, fresh("lily", 1))).wrong()).isEqualTo(1);
        assertThat(verdict(look("x", NOON, own, rose, popular("lily", 5e-5))).wrong()).isEqualTo(1);
        assertThat(verdict(look("x", NOON, own, rose, fresh("lily", 0.5), popular("z", 1))))
                .extracting(CountsVerdict::compared, CountsVerdict::wrong)
                .containsExactly(4L, 1L);
    }

    @Test
    void aCountThatIsSeenTwiceIsOne() {
        event("e1", "anna", "rose", NOON);
        Look look = look("x", NOON, neighbour("x", 1), fresh("rose", 0.5));
        Look other = look("y", NOON, neighbour("y", 1), fresh("rose", 0.5));

        CountsVerdict verdict = oracle().judge(List.of(look, other));

        assertThat(verdict.compared()).isEqualTo(3);
        assertThat(verdict.wrong()).isEqualTo(1);
        assertThat(verdict.examples()).hasSize(1);
    }

    @Test
    void aLateEventTellsThatAnItemIsNotFresh() {
        event("e1", "anna", "rose", NOON);
        event("e2", "bert", "rose", NOON - 60_001);

        Look look =
                look("x", NOON, neighbour("x", 1), new ObservedItem("rose", log(1e-4), "popular"));

        assertThat(verdict(look).wrong()).isZero();
    }

    @Test
    void wrongCountsBreakEveryPromise() {
        Verdict sound =
                new Verdict(
                        1,
                        1,
                        0,
                        1,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        CountsVerdict.NONE,
                        OutcomesVerdict.NONE,
                        ExperimentsVerdict.NONE,
                        List.of());

        Verdict verdict =
                sound.with(
                        new CountsVerdict(7, 2, List.of("a rose too many")),
                        OutcomesVerdict.NONE,
                        ExperimentsVerdict.NONE);

        assertThat(sound.holdsForSubscribers()).isTrue();
        assertThat(verdict.holdsForSubscribers()).isFalse();
        assertThat(verdict.summary()).contains("7 counts, wrong 2").contains("a rose too many");
    }

    private CountsOracle oracle() {
        return new Oracle(Path.of("demo-bundle"), 50, 20).counts(log, COUNTING);
    }

    private CountsVerdict verdict(Look look) {
        return oracle().judge(List.of(look));
    }

    private static Look look(String item, long moment, ObservedItem... slate) {
        return new Look(item, moment, List.of(slate));
    }

    private static ObservedItem neighbour(String item, double share) {
        return new ObservedItem(item, log(share), "covisitation");
    }

    private static ObservedItem popular(String item, double share) {
        return new ObservedItem(item, log(share * 1e-4), "popular");
    }

    private static ObservedItem fresh(String item, double share) {
        return new ObservedItem(item, log(share), "fresh");
    }

    private static float log(double share) {
        return (float) Math.log(share);
    }

    private void event(String id, String user, String item, long time) {
        String value =
                "{'eventId':'%s','userId':'%s','itemId':'%s','type':'view','timestamp':%d}"
                        .formatted(id, user, item, time)
                        .replace('\'', '"');
        log.add(
                new EventRecord(
                        0, log.size(), time + HOUR, value.getBytes(StandardCharsets.UTF_8)));
    }
}
