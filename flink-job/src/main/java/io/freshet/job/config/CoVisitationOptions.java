package io.freshet.job.config;

import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.retrieval.CountsTable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How pairs of items that one user acted on are counted. */
public final class CoVisitationOptions {

    public static final ConfigOption<Integer> REACH =
            ConfigOptions.key("recommender.covisitation.reach")
                    .intType()
                    .defaultValue(10)
                    .withDescription(
                            "An interaction is paired with so many of the user's last ones. 1 to"
                                    + " 100. The cost of counting grows with it.");

    public static final ConfigOption<Double> DISTANCE_DECAY =
            ConfigOptions.key("recommender.covisitation.distance-decay")
                    .doubleType()
                    .defaultValue(0.0)
                    .withDescription(
                            "A pair that stands d steps apart is worth this to the power of d - 1."
                                    + " 0 to 1; 0: it is worth 1 / d.");

    public static final ConfigOption<Double> BACKWARD =
            ConfigOptions.key("recommender.covisitation.backward")
                    .doubleType()
                    .defaultValue(0.5)
                    .withDescription(
                            "What a pair is worth the other way round, from the later item to the"
                                    + " earlier one. 0 to 1.");

    public static final ConfigOption<Duration> BASKET_GAP =
            ConfigOptions.key("recommender.covisitation.basket-gap")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "A user's interactions that follow each other within that time are one"
                                    + " basket, such as the lines of an order. They are not paired"
                                    + " with each other, and distances count from the first of"
                                    + " them; a window has to hold a basket and what it is paired"
                                    + " with. 0 ms (of the same moment) to 36500 d; without it"
                                    + " there are no baskets.");

    public static final ConfigOption<Duration> LONGEST_PAUSE =
            ConfigOptions.key("recommender.covisitation.longest-pause")
                    .durationType()
                    .defaultValue(Duration.ofDays(30))
                    .withDescription(
                            "Interactions with more time between them are no pair. 1 s to 36500 d.");

    public static final ConfigOption<Duration> HALF_LIFE =
            ConfigOptions.key("recommender.covisitation.half-life")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "Event time in which a pair loses half its worth. 1 s to 36500 d;"
                                    + " without it pairs do not age.");

    public static final ConfigOption<Integer> NEIGHBOURS =
            ConfigOptions.key("recommender.covisitation.neighbours")
                    .intType()
                    .defaultValue(100)
                    .withDescription(
                            "Most neighbours of an item that reach the slates; twice as many are"
                                    + " kept in state. 1 to 1000.");

    public static final ConfigOption<Duration> TTL =
            ConfigOptions.key("recommender.covisitation.ttl")
                    .durationType()
                    .defaultValue(Duration.ofDays(90))
                    .withDescription(
                            "An item without a new pair for this long, by the clock of the"
                                    + " TaskManager, loses its neighbours. 1 s to 36500 d.");

    public static final ConfigOption<Long> AT_HAND =
            ConfigOptions.key("recommender.covisitation.at-hand")
                    .longType()
                    .defaultValue(5_000_000L)
                    .withDescription(
                            "Most neighbours, of all items together, that a TaskManager keeps in"
                                    + " memory; 25 to 50 bytes each. What is asked for least is crowded"
                                    + " out. 1000 to 1000000000, and at least 16 more than an item"
                                    + " may have.");

    private static final int LONGEST_REACH = 100;
    private static final int MOST_NEIGHBOURS = 1_000;
    private static final long FEWEST_AT_HAND = 1_000;
    private static final long MOST_AT_HAND = 1_000_000_000;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private CoVisitationOptions() {}

    static PairSettings read(OptionReader options) {
        Duration second = Duration.ofSeconds(1);
        CoVisitationCounting counting =
                new CoVisitationCounting(
                        options.getBetween(REACH, 1, LONGEST_REACH),
                        options.getBetween(DISTANCE_DECAY, 0.0, 1.0),
                        options.getBetween(BACKWARD, 0.0, 1.0),
                        options.isSet(BASKET_GAP)
                                ? new BasketGap(
                                        options.getBetween(BASKET_GAP, Duration.ZERO, LONGEST)
                                                .toMillis())
                                : BasketGap.NONE,
                        options.getBetween(LONGEST_PAUSE, second, LONGEST).toMillis(),
                        options.isSet(HALF_LIFE)
                                ? options.getBetween(HALF_LIFE, second, LONGEST).toMillis()
                                : CoVisitationCounting.NO_AGEING,
                        options.getBetween(NEIGHBOURS, 1, MOST_NEIGHBOURS));
        return new PairSettings(
                CandidateOptions.read(options).needsPairs(),
                counting,
                options.getBetween(TTL, second, LONGEST),
                atHand(options, counting.neighbours()));
    }

    /** A table that is too small for an item would drop all that have so many neighbours. */
    private static long atHand(OptionReader options, int neighbours) {
        long found = options.getBetween(AT_HAND, FEWEST_AT_HAND, MOST_AT_HAND);
        if (found < neighbours + CountsTable.ITEM_WEIGHT) {
            throw new ConfigurationException(
                    AT_HAND.key()
                            + " is '"
                            + found
                            + "', expected at least "
                            + CountsTable.ITEM_WEIGHT
                            + " more than "
                            + NEIGHBOURS.key()
                            + ", which is '"
                            + neighbours
                            + "'");
        }
        return found;
    }
}
