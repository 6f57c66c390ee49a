package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.TrafficRecord.Arrival;
import io.freshet.lab.traffic.TrafficRecord.Malformed;
import io.freshet.lab.traffic.TrafficRecord.Sound;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrafficSimulatorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MANY = 20_000;
    private static final Population TOWN = new Population(500, 200, 1, 1);
    private static final TrafficProfile CALM = TrafficProfile.calm(TOWN, 50, 7);
    private static final TrafficProfile WILD =
            CALM.with(new Pace(50, 4, Duration.ofSeconds(20), Duration.ofMinutes(2)))
                    .with(Launches.every(5, Duration.ofSeconds(10)))
                    .with(new Trends(1, Duration.ofMinutes(1), Duration.ofMinutes(2)))
                    .with(new Disturbance(0.1, 0.05, 0.02, Duration.ofSeconds(5)));

    @Test
    void theSameProfileGivesTheSameRecords() {
        List<TrafficRecord> once = records(WILD, 2_000);
        List<TrafficRecord> again = records(WILD, 2_000);

        for (int i = 0; i < once.size(); i++) {
            assertThat(describe(once.get(i))).isEqualTo(describe(again.get(i)));
        }
    }

    @Test
    void anotherSeedIsAnotherDayOfTheSamePeople() {
        TrafficSimulator one = new TrafficSimulator(CALM, START);
        TrafficSimulator other = new TrafficSimulator(TrafficProfile.calm(TOWN, 50, 8), START);

        assertThat(other.catalogue().items()).isEqualTo(one.catalogue().items());
        assertThat(other.tastes().relevance("user-3", "item-00001", START))
                .isEqualTo(one.tastes().relevance("user-3", "item-00001", START));
        assertThat(take(other.interactions(), 100))
                .extracting(Interaction::itemId)
                .isNotEqualTo(
                        take(one.interactions(), 100).stream().map(Interaction::itemId).toList());
    }

    @Test
    void keepsTheRateAndTheOrderOfTime() {
        TrafficProfile profile = TrafficProfile.calm(new Population(5_000, 1_000, 1, 1), 200, 1);
        List<Interaction> traffic = interactions(profile, MANY);

        assertThat(traffic).extracting(Interaction::timestamp).isSorted();
        double seconds = (traffic.get(MANY - 1).timestamp() - START.toEpochMilli()) / 1_000.0;
        assertThat(MANY / seconds).isCloseTo(200, within(10.0));
    }

    @Test
    void burstsAreSeveralTimesAsFastAndAsLongAndOftenAsAsked() {
        Pace pace = new Pace(50, 6, Duration.ofSeconds(20), Duration.ofMinutes(2));
        List<Interaction> traffic = interactions(CALM.with(pace), MANY);
        Episodes bursts = new Episodes(pace.burstLength(), pace.burstInterval(), CALM.seed());
        long start = START.toEpochMilli();
        long end = traffic.get(MANY - 1).timestamp() - start;

        long inBursts =
                traffic.stream().filter(each -> bursts.at(each.timestamp() - start) >= 0).count();

        double burstSeconds =
                LongStream.range(0, end).filter(now -> bursts.at(now) >= 0).count() / 1_000.0;
        assertThat(inBursts / burstSeconds).isCloseTo(300, within(30.0));
        assertThat((MANY - inBursts) / (end / 1_000.0 - burstSeconds)).isCloseTo(50, within(5.0));
    }

    @Test
    void noTwoInteractionsOfAUserShareATimeOrAnId() {
        TrafficProfile profile = TrafficProfile.calm(new Population(3, 10, 1, 1), 5_000, 1);
        List<Interaction> traffic = interactions(profile, 5_000);
        Set<String> times = new HashSet<>();

        assertThat(traffic).allMatch(each -> times.add(each.userId() + "@" + each.timestamp()));
        assertThat(traffic.stream().map(Interaction::eventId)).doesNotHaveDuplicates();
        assertThat(traffic).extracting(Interaction::timestamp).isSorted();
    }

    @Test
    void fewItemsArePopularAndUsersHaveTastes() {
        TrafficSimulator simulator =
                new TrafficSimulator(
                        TrafficProfile.calm(new Population(50, 1_000, 1, 1), 200, 1), START);
        List<Interaction> traffic = take(simulator.interactions(), MANY);

        long top =
                count(traffic, Interaction::itemId).values().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(100)
                        .mapToLong(Long::longValue)
                        .sum();
        assertThat(top).isGreaterThan(MANY / 4);

        Map<String, Set<String>> genres = new HashMap<>();
        for (Interaction each : traffic) {
            genres.computeIfAbsent(each.userId(), user -> new HashSet<>())
                    .add(simulator.catalogue().item(each.itemId()).orElseThrow().genre());
        }
        assertThat(genres)
                .allSatisfy(
                        (user, liked) ->
                                assertThat(simulator.tastes().favouriteGenres(user))
                                        .containsExactlyInAnyOrderElementsOf(liked));
    }

    @Test
    void sessionsGoFromViewsToPurchasesWithAPrice() {
        List<Interaction> traffic = interactions(CALM, MANY);

        Map<String, Long> byType = count(traffic, Interaction::type);
        assertThat(byType).containsOnlyKeys("view", "click", "add_to_cart", "purchase");
        assertThat(byType.get("view")).isGreaterThan(byType.get("click"));
        assertThat(byType.get("click")).isGreaterThan(byType.get("add_to_cart"));
        assertThat(byType.get("add_to_cart")).isGreaterThan(byType.get("purchase"));
        assertThat(traffic)
                .allMatch(each -> each.type().equals("purchase") == (each.value() != null));
    }

    @Test
    void oneUserAndOneItemAreEnough() {
        TrafficProfile profile = TrafficProfile.calm(new Population(1, 1, 1, 1), 1, 1);

        assertThat(interactions(profile, 100))
                .allMatch(
                        each ->
                                each.userId().equals("user-0")
                                        && each.itemId().equals("item-00001"));
    }

    @Test
    void withoutDisturbanceTheRecordsAreTheInteractionsAsTheyHappen() {
        List<TrafficRecord> records = records(CALM, 1_000);

        assertThat(records)
                .isEqualTo(interactions(CALM, 1_000).stream().map(TrafficRecord::of).toList());
    }

    @Test
    void disturbanceComesInTheSharesThatWereAsked() {
        List<TrafficRecord> records = records(WILD, MANY);

        double originals = arrivals(records, Arrival.PUNCTUAL) + arrivals(records, Arrival.LATE);
        assertThat(arrivals(records, Arrival.LATE) / originals).isCloseTo(0.1, within(0.01));
        assertThat(arrivals(records, Arrival.REPEATED) / originals).isCloseTo(0.05, within(0.01));
        long malformed = records.stream().filter(Malformed.class::isInstance).count();
        assertThat(malformed / originals).isCloseTo(0.02, within(0.006));
    }

    @Test
    void recordsComeInTheOrderOfArrivalAndLateOnesCarryTheirTime() {
        List<TrafficRecord> records = records(WILD, MANY);

        assertThat(records).extracting(TrafficRecord::due).isSorted();
        List<Long> delays =
                sound(records)
                        .filter(each -> each.arrival() == Arrival.LATE)
                        .map(each -> each.due().toEpochMilli() - each.interaction().timestamp())
                        .toList();
        assertThat(delays).allMatch(delay -> delay > 0);
        assertThat(delays.stream().mapToLong(Long::longValue).average().orElseThrow())
                .isCloseTo(5_000, within(500.0));
        assertThat(sound(records).filter(each -> each.arrival() == Arrival.PUNCTUAL))
                .allMatch(each -> each.due().toEpochMilli() == each.interaction().timestamp());
    }

    @Test
    void aRepeatedOneIsTheSameAsBefore() {
        Map<String, Interaction> seen = new HashMap<>();
        for (TrafficRecord each : records(WILD, 5_000)) {
            if (each instanceof Sound found && found.arrival() == Arrival.REPEATED) {
                Interaction interaction = found.interaction();
                assertThat(seen.get(interaction.eventId())).isEqualTo(interaction);
            } else if (each instanceof Sound found) {
                seen.put(found.interaction().eventId(), found.interaction());
            }
        }
    }

    @Test
    void everyKindOfMalformedRecordComesInTurn() {
        List<Malformation> kinds =
                records(WILD, 10_000).stream()
                        .filter(Malformed.class::isInstance)
                        .map(each -> ((Malformed) each).kind())
                        .limit(Malformation.values().length)
                        .toList();

        assertThat(EnumSet.copyOf(kinds)).isEqualTo(EnumSet.allOf(Malformation.class));
    }

    @Test
    void theInteractionsAreTheSameWhateverTheDisturbance() {
        List<Interaction> undisturbed = interactions(WILD.with(Disturbance.none()), 5_000);

        assertThat(interactions(WILD, 5_000)).isEqualTo(undisturbed);
        assertThat(
                        sound(records(WILD, 20_000))
                                .filter(each -> each.arrival() != Arrival.REPEATED)
                                .map(Sound::interaction)
                                .sorted(Comparator.comparingLong(Interaction::timestamp))
                                .limit(5_000))
                .containsExactlyInAnyOrderElementsOf(undisturbed);
    }

    @Test
    void launchedItemsAppearAfterTheirMomentAndAreWantedThen() {
        TrafficProfile profile =
                TrafficProfile.calm(TOWN, 500, 7).with(Launches.every(5, Duration.ofSeconds(5)));
        TrafficSimulator simulator = new TrafficSimulator(profile, START);
        List<Interaction> traffic = take(simulator.interactions(), MANY);

        for (SimulatedItem item : simulator.catalogue().items().subList(200, 205)) {
            List<Interaction> own =
                    traffic.stream().filter(each -> each.itemId().equals(item.itemId())).toList();
            assertThat(own).hasSizeGreaterThan(5);
            assertThat(own).allMatch(each -> each.timestamp() >= item.available().toEpochMilli());
        }
    }

    @Test
    void aTrendRisesAndFades() {
        TrafficProfile profile =
                TrafficProfile.calm(new Population(5_000, 2_000, 1, 1), 1_000, 7)
                        .with(new Trends(3, Duration.ofSeconds(40), Duration.ofMinutes(2)));
        TrafficSimulator simulator = new TrafficSimulator(profile, START);
        Trend trend = firstTrend(simulator.tastes());
        List<Interaction> traffic = take(simulator.interactions(), 170_000);

        double before = shareOf(trend, simulator, traffic, trend.begin().minusSeconds(20));
        double height = shareOf(trend, simulator, traffic, trend.begin().plusSeconds(10));
        double after = shareOf(trend, simulator, traffic, trend.end().plusSeconds(20));

        assertThat(before).isLessThan(0.1);
        assertThat(height).isGreaterThan(0.3);
        assertThat(after).isLessThan(0.1);
    }

    private static Trend firstTrend(Tastes tastes) {
        Instant at = START;
        while (tastes.trend(at).isEmpty() || at.isBefore(START.plusSeconds(30))) {
            at = at.plusSeconds(1);
        }
        return tastes.trend(at).get();
    }

    /** Of the interactions in ten seconds, the share of those with the trend's item or genre. */
    private static double shareOf(
            Trend trend, TrafficSimulator simulator, List<Interaction> traffic, Instant from) {
        List<Interaction> inTime =
                traffic.stream()
                        .filter(each -> each.timestamp() >= from.toEpochMilli())
                        .filter(each -> each.timestamp() < from.toEpochMilli() + 10_000)
                        .toList();
        assertThat(inTime).hasSizeGreaterThan(1_000);
        long wanted =
                inTime.stream()
                        .map(each -> simulator.catalogue().item(each.itemId()).orElseThrow())
                        .filter(
                                item ->
                                        trend.itemId() == null
                                                ? item.genre().equals(trend.genre())
                                                : item.itemId().equals(trend.itemId()))
                        .count();
        return wanted / (double) inTime.size();
    }

    private static String describe(TrafficRecord record) {
        return record instanceof Malformed malformed
                ? malformed.userId()
                        + malformed.due()
                        + malformed.kind()
                        + Arrays.hashCode(malformed.value())
                : record.toString();
    }

    private static Stream<Sound> sound(List<TrafficRecord> records) {
        return records.stream().filter(Sound.class::isInstance).map(Sound.class::cast);
    }

    private static double arrivals(List<TrafficRecord> records, Arrival arrival) {
        return sound(records).filter(each -> each.arrival() == arrival).count();
    }

    private static List<TrafficRecord> records(TrafficProfile profile, int length) {
        return take(new TrafficSimulator(profile, START), length);
    }

    private static List<Interaction> interactions(TrafficProfile profile, int length) {
        return take(new TrafficSimulator(profile, START).interactions(), length);
    }

    private static <T> List<T> take(Iterator<T> all, int length) {
        return Stream.generate(all::next).limit(length).toList();
    }

    private static Map<String, Long> count(
            List<Interaction> traffic, Function<Interaction, String> by) {
        return traffic.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
    }
}
