package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TastesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TrafficProfile PROFILE =
            TrafficProfile.calm(new Population(400, 300, 1, 1), 100, 5)
                    .with(
                            new Launches(
                                    10,
                                    Duration.ofMinutes(1),
                                    Duration.ofMinutes(1),
                                    0.5,
                                    Duration.ofMinutes(5)))
                    .with(new Trends(1, Duration.ofMinutes(4), Duration.ofMinutes(5)));

    private final TrafficSimulator simulator = new TrafficSimulator(PROFILE, START);
    private final Tastes tastes = simulator.tastes();

    @Test
    void probabilitiesAddUpToOne() {
        for (int minute = 0; minute < 8; minute++) {
            Instant at = START.plus(Duration.ofMinutes(minute));
            String user = "user-" + minute;
            for (String type : List.of("view", "click", "add_to_cart", "purchase")) {
                Interaction latest = latest(user, "item-00041", type);
                assertThat(sum(item -> tastes.relevance(user, item.itemId(), at)))
                        .isEqualTo(1, within(1e-9));
                assertThat(sum(item -> tastes.relevanceAfter(latest, item.itemId(), at)))
                        .isEqualTo(1, within(1e-9));
                assertThat(sum(item -> tastes.nextViewAfter(latest, item.itemId(), at)))
                        .isEqualTo(1, within(1e-9));
            }
        }
    }

    @Test
    void whatIsDrawnHasTheProbabilityThatWasTold() {
        SimulatedCatalogue catalogue = simulator.catalogue();
        Map<String, Interaction> latest = new HashMap<>();
        Iterator<Interaction> interactions = simulator.interactions();
        Calibration best = new Calibration();
        Calibration same = new Calibration();
        Calibration follower = new Calibration();
        Calibration popular = new Calibration();
        for (int i = 0; i < 60_000; i++) {
            Interaction next = interactions.next();
            Interaction before = latest.put(next.userId(), next);
            if (before == null) {
                continue;
            }
            Instant at = Instant.ofEpochMilli(next.timestamp());
            int from = catalogue.indexOf(before.itemId());
            same.add(
                    List.of(before.itemId()),
                    next,
                    item -> tastes.relevanceAfter(before, item, at));
            if (next.type().equals("view")) {
                String following = catalogue.get(catalogue.follower(from, 0)).itemId();
                int first = catalogue.ranked(catalogue.genreOf(from), 0);
                ToDoubleFunction<String> view = item -> tastes.nextViewAfter(before, item, at);
                follower.add(List.of(following), next, view);
                popular.add(List.of(catalogue.get(first).itemId()), next, view);
            }
            if (i % 20 == 0) {
                best.add(
                        tastes.best(before, 10, at),
                        next,
                        item -> tastes.relevanceAfter(before, item, at));
            }
        }

        best.check();
        same.check();
        follower.check();
        popular.check();
    }

    @Test
    void sessionsOpenWithWhatAUserLikes() {
        TrafficProfile calm = TrafficProfile.calm(new Population(20_000, 300, 1, 1), 100, 5);
        TrafficSimulator opening = new TrafficSimulator(calm, START);
        Map<String, Interaction> first = new HashMap<>();
        Iterator<Interaction> interactions = opening.interactions();
        for (int i = 0; i < 60_000; i++) {
            Interaction next = interactions.next();
            first.putIfAbsent(next.userId(), next);
        }
        List<String> popular = List.of("item-00001", "item-00002", "item-00023", "item-00006");
        Calibration calibration = new Calibration();
        first.forEach(
                (user, next) ->
                        calibration.add(
                                popular,
                                next,
                                item -> opening.tastes().relevance(user, item, START)));

        calibration.check();
    }

    @Test
    void theBestComeInOrderAndNoneIsBetter() {
        Interaction latest = latest("user-9", "item-00041", "view");
        List<String> best = tastes.best(latest, 5, START);

        assertThat(best).hasSize(5).first().isEqualTo("item-00041");
        assertThat(best.stream().map(item -> -tastes.relevanceAfter(latest, item, START)))
                .isSorted();
        double worst = tastes.relevanceAfter(latest, best.get(4), START);
        assertThat(simulator.catalogue().items())
                .filteredOn(item -> !best.contains(item.itemId()))
                .allMatch(item -> tastes.relevanceAfter(latest, item.itemId(), START) <= worst);
    }

    @Test
    void launchedItemsAreWantedFromTheirMomentOn() {
        SimulatedItem launched = simulator.catalogue().items().get(300);
        Instant moment = launched.available();

        assertThat(wanted(launched, moment.minusMillis(1))).isZero();
        assertThat(wanted(launched, moment)).isPositive();
        assertThat(wanted(launched, moment.plus(Duration.ofDays(1))))
                .isLessThan(wanted(launched, moment) / 100);
    }

    @Test
    void aTrendIsWeakAtFirstThenStrongThenGone() {
        Trend trend = new Trend("kitchen", null, START, START.plusSeconds(100));

        assertThat(trend.strength(START.minusMillis(1))).isZero();
        assertThat(trend.strength(START.plusMillis(12_500))).isEqualTo(0.5);
        assertThat(trend.strength(START.plusSeconds(25))).isEqualTo(1);
        assertThat(trend.strength(START.plusSeconds(49))).isEqualTo(1);
        assertThat(trend.strength(START.plusSeconds(75))).isEqualTo(0.5);
        assertThat(trend.strength(START.plusSeconds(100))).isZero();
    }

    @Test
    void whatIsNotThereIsNotWantedAndAStrangerIsRefused() {
        assertThat(tastes.relevance("user-1", "item-99999", START)).isZero();
        assertThat(tastes.relevanceAfter(latest("user-1", "gone", "view"), "item-00001", START))
                .isEqualTo(tastes.relevance("user-1", "item-00001", START));
        for (String stranger : List.of("user-400", "user--1", "user-x", "", "someone")) {
            assertThatThrownBy(() -> tastes.relevance(stranger, "item-00001", START))
                    .hasMessage("user is '" + stranger + "', expected user-0 to user-399");
        }
    }

    private double wanted(SimulatedItem item, Instant at) {
        String user =
                IntStream.range(0, 400)
                        .mapToObj(Tastes::userId)
                        .filter(each -> tastes.favouriteGenres(each).contains(item.genre()))
                        .findFirst()
                        .orElseThrow();
        return tastes.relevance(user, item.itemId(), at);
    }

    private double sum(ToDoubleFunction<SimulatedItem> relevance) {
        return simulator.catalogue().items().stream().mapToDouble(relevance).sum();
    }

    private static Interaction latest(String user, String item, String type) {
        return Interaction.of("e", user, item, type, START.toEpochMilli());
    }

    /** Counts how often something happened, and how often it was to happen. */
    private static final class Calibration {

        private long happened;
        private double expected;
        private double variance;

        void add(List<String> items, Interaction next, ToDoubleFunction<String> probability) {
            double any = items.stream().mapToDouble(probability).sum();
            happened += items.contains(next.itemId()) ? 1 : 0;
            expected += any;
            variance += any * (1 - any);
        }

        void check() {
            assertThat(expected).isGreaterThan(100);
            assertThat((double) happened).isCloseTo(expected, within(4 * Math.sqrt(variance)));
        }
    }
}
