package io.freshet.lab.traffic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Everything that users can act on, in genres: first the items that are there from the start, those
 * of a genre by falling popularity, then the launched ones in the order of their launches. Does not
 * change; any thread may ask.
 */
public final class SimulatedCatalogue {

    /** How likely each of the items that tend to follow is, once something follows. */
    private static final double[] FOLLOWING = {0.6, 0.25, 0.15};

    private static final int PRICES = 9_900;

    private final Theme theme;
    private final int base;
    private final int genres;
    private final List<SimulatedItem> items = new ArrayList<>();
    private final int[] genreOf;
    private final List<List<Integer>> launchedOf = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    /** For each genre the ranks of its items, each followed by those that tend to follow it. */
    private final int[][] rings;

    private final int[][] places;

    SimulatedCatalogue(Population population, Launches launches, long launchSeed, Instant start) {
        this.base = population.items();
        this.theme = population.theme();
        this.genres = Math.min(theme.genres(), base);
        this.genreOf = new int[base + launches.items()];
        for (int item = 0; item < base; item++) {
            add(item, item % genres, item / genres, start);
        }
        this.rings = rings(population.seed());
        this.places = inverse(rings);
        launch(launches, launchSeed, start);
    }

    /** All items, also those that are still to be launched. */
    public List<SimulatedItem> items() {
        return List.copyOf(items);
    }

    /** What is known of an item; empty if there is none of this id. */
    public Optional<SimulatedItem> item(String itemId) {
        return Optional.ofNullable(indexes.get(itemId)).map(items::get);
    }

    /** The names of the genres. */
    public List<String> genres() {
        return IntStream.range(0, genres).mapToObj(theme::genre).toList();
    }

    int size() {
        return items.size();
    }

    SimulatedItem get(int item) {
        return items.get(item);
    }

    /** The place of an item in the catalogue; -1 if there is none of this id. */
    int indexOf(String itemId) {
        return indexes.getOrDefault(itemId, -1);
    }

    int genreCount() {
        return genres;
    }

    int genreOf(int item) {
        return genreOf[item];
    }

    boolean isLaunched(int item) {
        return item >= base;
    }

    /** The launched items of a genre. */
    List<Integer> launchedOf(int genre) {
        return launchedOf.get(genre);
    }

    /** How many items of a genre are there from the start. */
    int baseSize(int genre) {
        return (base - genre + genres - 1) / genres;
    }

    /** The item of a genre by its popularity, 0 for the most popular. */
    int ranked(int genre, int rank) {
        return rank * genres + genre;
    }

    /** The popularity of an item that is there from the start, in its genre. */
    int rankOf(int item) {
        return item / genres;
    }

    /** How likely one item is to follow another, once something follows. */
    double followProbability(int item, int next) {
        double sum = 0;
        for (int step = 0; step < FOLLOWING.length; step++) {
            sum += follower(item, step) == next ? FOLLOWING[step] : 0;
        }
        return sum;
    }

    /** The item that follows. */
    int follower(int item, double drawn) {
        int step = 0;
        double left = drawn;
        while (step < FOLLOWING.length - 1 && left >= FOLLOWING[step]) {
            left -= FOLLOWING[step];
            step++;
        }
        return follower(item, step);
    }

    private int follower(int item, int step) {
        int genre = genreOf[item];
        int[] ring = rings[genre];
        int rank = isLaunched(item) ? Math.floorMod(item * 31, ring.length) : rankOf(item);
        int place = (places[genre][rank] + 1 + step) % ring.length;
        return ranked(genre, ring[place]);
    }

    private void launch(Launches launches, long seed, Instant start) {
        for (int genre = 0; genre < genres; genre++) {
            launchedOf.add(new ArrayList<>());
        }
        SplittableRandom random = new SplittableRandom(seed);
        Instant moment = start.plus(launches.first());
        for (int i = 0; i < launches.items(); i++) {
            int genre = random.nextInt(genres);
            List<Integer> earlier = launchedOf.get(genre);
            add(base + i, genre, baseSize(genre) + earlier.size(), moment);
            earlier.add(base + i);
            moment = moment.plus(launches.interval());
        }
    }

    private void add(int item, int genre, int number, Instant available) {
        String name = theme.genre(genre);
        String id = String.format(Locale.ROOT, "item-%05d", item + 1);
        int cents = 100 + Math.floorMod(item * 7_919, PRICES);
        String title = theme.title(genre, number);
        items.add(new SimulatedItem(id, title, name, cents / 100.0, available));
        indexes.put(id, item);
        genreOf[item] = genre;
    }

    private int[][] rings(long seed) {
        var random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        int[][] shuffled = new int[genres][];
        for (int genre = 0; genre < genres; genre++) {
            shuffled[genre] = PermutationSampler.natural(baseSize(genre));
            PermutationSampler.shuffle(random, shuffled[genre]);
        }
        return shuffled;
    }

    private static int[][] inverse(int[][] rings) {
        int[][] places = new int[rings.length][];
        for (int genre = 0; genre < rings.length; genre++) {
            places[genre] = new int[rings[genre].length];
            for (int place = 0; place < rings[genre].length; place++) {
                places[genre][rings[genre][place]] = place;
            }
        }
        return places;
    }
}
