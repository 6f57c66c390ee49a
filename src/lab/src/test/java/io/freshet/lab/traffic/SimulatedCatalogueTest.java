package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedCatalogueTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Population POPULATION = new Population(1, 25_000, 1, 3);

    @Test
    void itemsHaveReadableIdsTitlesAndGenres() {
        SimulatedCatalogue catalogue = catalogue(POPULATION, Launches.none());

        assertThat(catalogue.items()).hasSize(25_000);
        assertThat(catalogue.genres()).hasSize(20).contains("kitchen", "audio");
        assertThat(catalogue.items()).extracting(SimulatedItem::itemId).doesNotHaveDuplicates();
        assertThat(catalogue.items())
                .extracting(item -> item.genre() + " " + item.title())
                .doesNotHaveDuplicates();
        SimulatedItem item = catalogue.item("item-00321").orElseThrow();
        assertThat(item.genre()).isEqualTo("kitchen");
        assertThat(item.title()).matches("[A-Z][a-z]+ [a-z ]+");
        assertThat(item.price()).isBetween(1.0, 100.0);
        assertThat(item.available()).isEqualTo(START);
        assertThat(catalogue.item("item-9999999")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void aThemeChangesNamesAndNothingElse(Theme theme) {
        SimulatedCatalogue shop = catalogue(POPULATION, Launches.none());
        SimulatedCatalogue themed = catalogue(POPULATION.with(theme), Launches.none());

        assertThat(themed.genres()).hasSize(20).doesNotHaveDuplicates();
        assertThat(themed.items())
                .extracting(item -> item.genre() + " " + item.title())
                .doesNotHaveDuplicates();
        assertThat(themed.items())
                .extracting(SimulatedItem::itemId)
                .isEqualTo(shop.items().stream().map(SimulatedItem::itemId).toList());
    }

    @Test
    void launchedItemsComeBesideTheOthersAndChangeNothing() {
        Population population = new Population(1, 100, 1, 3);
        SimulatedCatalogue calm = catalogue(population, Launches.none());
        SimulatedCatalogue lively = catalogue(population, Launches.every(7, Duration.ofMinutes(1)));

        List<SimulatedItem> launched = lively.items().subList(100, 107);
        assertThat(lively.items().subList(0, 100)).isEqualTo(calm.items());
        assertThat(launched)
                .extracting(SimulatedItem::available)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 7)
                                .mapToObj(n -> START.plus(Duration.ofMinutes(n)))
                                .toList());
        assertThat(launched).allSatisfy(item -> assertThat(calm.item(item.itemId())).isEmpty());
        assertThat(IntStream.range(0, 100).map(item -> lively.follower(item, 0.7)).toArray())
                .isEqualTo(IntStream.range(0, 100).map(item -> calm.follower(item, 0.7)).toArray());
    }

    @Test
    void followersAreOfTheGenreAndTheirProbabilitiesAddUp() {
        for (int items : new int[] {1, 2, 25, 45, 500}) {
            SimulatedCatalogue catalogue =
                    catalogue(
                            new Population(1, items, 1, 3),
                            Launches.every(2, Duration.ofMinutes(1)));
            for (int item = 0; item < catalogue.size(); item++) {
                int from = item;
                double sum =
                        IntStream.range(0, catalogue.size())
                                .mapToDouble(next -> catalogue.followProbability(from, next))
                                .sum();
                assertThat(sum).isEqualTo(1, within(1e-9));
                int follower = catalogue.follower(item, 0.99);
                assertThat(catalogue.genreOf(follower)).isEqualTo(catalogue.genreOf(item));
                assertThat(catalogue.followProbability(item, follower)).isPositive();
            }
        }
    }

    private static SimulatedCatalogue catalogue(Population population, Launches launches) {
        return new SimulatedCatalogue(population, launches, 5, START);
    }
}
