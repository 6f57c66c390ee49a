package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrafficSimulatorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MANY = 50_000;

    @Test
    void theSameSeedGivesTheSameTraffic() {
        assertThat(traffic(500, 200, 50, 7, 1_000)).isEqualTo(traffic(500, 200, 50, 7, 1_000));
        assertThat(traffic(500, 200, 50, 8, 1_000).stream().map(Interaction::itemId).toList())
                .isNotEqualTo(
                        traffic(500, 200, 50, 7, 1_000).stream().map(Interaction::itemId).toList());
    }

    @Test
    void keepsTheRateAndTheOrderOfTime() {
        List<Interaction> traffic = traffic(5_000, 1_000, 200, 1, MANY);

        assertThat(traffic).extracting(Interaction::timestamp).isSorted();
        double seconds = (traffic.get(MANY - 1).timestamp() - START.toEpochMilli()) / 1_000.0;
        assertThat(MANY / seconds).isCloseTo(200, within(10.0));
    }

    @Test
    void noTwoInteractionsOfAUserShareATimeOrAnId() {
        List<Interaction> traffic = traffic(3, 10, 5_000, 1, 5_000);
        Set<String> times = new HashSet<>();

        assertThat(traffic).allMatch(each -> times.add(each.userId() + "@" + each.timestamp()));
        assertThat(traffic.stream().map(Interaction::eventId)).doesNotHaveDuplicates();
        assertThat(traffic).extracting(Interaction::timestamp).isSorted();
    }

    @Test
    void fewItemsArePopularAndUsersHaveTastes() {
        List<Interaction> traffic = traffic(50, 1_000, 200, 1, MANY);

        Map<String, Long> byItem = count(traffic, Interaction::itemId);
        long top =
                byItem.values().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(100)
                        .mapToLong(Long::longValue)
                        .sum();
        assertThat(top).isGreaterThan(MANY / 4);

        Map<String, Set<Integer>> genres = new HashMap<>();
        traffic.forEach(
                each ->
                        genres.computeIfAbsent(each.userId(), user -> new HashSet<>())
                                .add(Integer.parseInt(each.itemId().substring(5)) % 20));
        assertThat(genres.values()).allMatch(liked -> liked.size() <= 3);
    }

    @Test
    void sessionsGoFromViewsToPurchasesWithAPrice() {
        List<Interaction> traffic = traffic(500, 100, 50, 1, MANY);

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
        assertThat(traffic(1, 1, 1, 1, 100))
                .allMatch(each -> each.userId().equals("user-0") && each.itemId().equals("item-0"));
    }

    @Test
    void refusesProfilesThatMakeNoSense() {
        assertThatThrownBy(() -> traffic(0, 1, 1, 1, 1)).hasMessageContaining("users is 0");
        assertThatThrownBy(() -> traffic(1, 0, 1, 1, 1)).hasMessageContaining("items is 0");
        assertThatThrownBy(() -> traffic(1, 1, Double.NaN, 1, 1))
                .hasMessageContaining("events per second is NaN");
        assertThatThrownBy(() -> new TrafficProfile(1, 1, 1, -1, 1, START))
                .hasMessageContaining("popularity exponent is -1");
    }

    private static List<Interaction> traffic(
            int users, int items, double rate, long seed, int length) {
        TrafficSimulator simulator =
                new TrafficSimulator(new TrafficProfile(users, items, rate, 1, seed, START));
        return Stream.generate(simulator::next).limit(length).toList();
    }

    private static Map<String, Long> count(
            List<Interaction> traffic, Function<Interaction, String> by) {
        return traffic.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
    }
}
