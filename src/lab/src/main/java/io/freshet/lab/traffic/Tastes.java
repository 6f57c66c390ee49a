package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The truth that a recommender can only guess: with what probability a user goes where. It is the
 * rule by which the simulator draws, so no list can do better than {@link #best}. Does not change;
 * any thread may ask.
 *
 * <p>A user has three favourite genres and opens a session with an item of one of them, by
 * popularity, unless a trend takes over. From a view the user may go on to a click, a cart and a
 * purchase of the item; then, unless the session is over, to an item that tends to follow, to
 * another of the genre, or to one as at the opening.
 */
public final class Tastes {

    /** Of a view; a session has six on average. */
    static final double ONE_MORE_VIEW = 5.0 / 6;

    static final double FOLLOW = 0.4;
    static final double SAME_GENRE = 0.2;

    private static final double CLICK_AFTER_VIEW = 0.4;
    private static final double CART_AFTER_CLICK = 0.3;
    private static final double PURCHASE_AFTER_CART = 0.5;
    private static final double[] FAVOURITES = {0.6, 0.3, 0.1};
    private static final String USER_PREFIX = "user-";

    private final TrafficProfile profile;
    private final Instant start;
    private final SimulatedCatalogue catalogue;
    private final Episodes trends;
    private final double[][] popularity;
    private final int[][] favourites;

    Tastes(TrafficProfile profile, Instant start, SimulatedCatalogue catalogue) {
        this.profile = requireNonNull(profile, "profile");
        this.start = requireNonNull(start, "start");
        this.catalogue = requireNonNull(catalogue, "catalogue");
        Trends setting = profile.trends();
        this.trends = new Episodes(setting.length(), setting.interval(), profile.seed());
        this.popularity = new double[catalogue.genreCount()][];
        for (int genre = 0; genre < popularity.length; genre++) {
            double exponent = profile.population().popularityExponent();
            popularity[genre] = zipf(catalogue.baseSize(genre), exponent);
        }
        this.favourites = favourites(profile.population());
    }

    /**
     * The probability that the user, beginning a session at the time, begins it with the item; 0
     * for an item that does not exist then. Sums up to 1 over the items.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public double relevance(String userId, String itemId, Instant at) {
        int item = catalogue.indexOf(itemId);
        int user = userNumber(userId);
        return item < 0 ? 0 : opening(user, item, new Moment(at));
    }

    /**
     * The probability that the next interaction of the user whose latest one is given will be with
     * the item, however much later it comes: with the same item if the user goes on to a click, a
     * cart or a purchase, or else with the next one viewed. Sums up to 1 over the items.
     *
     * @param at takes the trends and launches of this time
     * @throws IllegalArgumentException if there is no such user
     */
    public double relevanceAfter(Interaction latest, String itemId, Instant at) {
        int item = catalogue.indexOf(itemId);
        return item < 0 ? 0 : relevanceAfter(latest, item, new Moment(at));
    }

    /**
     * The probability that the next <em>other view</em> of the user will be of the item: {@link
     * #relevanceAfter} without the clicks, carts and purchases of the item that the user is at. For
     * recommenders that drop what was seen.
     */
    public double nextViewAfter(Interaction latest, String itemId, Instant at) {
        int item = catalogue.indexOf(itemId);
        int user = userNumber(latest.userId());
        int from = catalogue.indexOf(latest.itemId());
        return item < 0 ? 0 : nextView(user, from, item, new Moment(at));
    }

    /**
     * The items of the highest {@link #relevanceAfter}, best first: the slate that cannot be
     * beaten.
     */
    public List<String> best(Interaction latest, int count, Instant at) {
        Moment moment = new Moment(at);
        double[] relevance =
                IntStream.range(0, catalogue.size())
                        .mapToDouble(item -> relevanceAfter(latest, item, moment))
                        .toArray();
        return IntStream.range(0, relevance.length)
                .boxed()
                .filter(item -> relevance[item] > 0)
                .sorted(Comparator.comparingDouble((Integer item) -> -relevance[item]))
                .limit(count)
                .map(item -> catalogue.get(item).itemId())
                .toList();
    }

    /** The names of the user's favourite genres, the dearest first. */
    public List<String> favouriteGenres(String userId) {
        return IntStream.of(favourites[userNumber(userId)])
                .mapToObj(genre -> catalogue.genres().get(genre))
                .toList();
    }

    /** The trend of the time, if there is one. */
    public Optional<Trend> trend(Instant at) {
        long number = profile.trends().boost() == 0 ? -1 : trends.at(sinceStart(at));
        if (number < 0) {
            return Optional.empty();
        }
        SplittableRandom random = trends.random(number);
        boolean wholeGenre = random.nextBoolean();
        int item = random.nextInt(profile.population().items());
        SimulatedItem target = catalogue.get(item);
        return Optional.of(
                new Trend(
                        target.genre(),
                        wholeGenre ? null : target.itemId(),
                        start.plusMillis(trends.begin(number)),
                        start.plusMillis(trends.end(number))));
    }

    /** What share of opening views a trend takes at the time; 0 without one. */
    double trendShare(Trend trend, Instant at) {
        double demand = profile.trends().boost() * trend.strength(at);
        return demand / (1 + demand);
    }

    /** The probabilities of the items of a genre that are there from the start, by rank. */
    double[] popularity(int genre) {
        return popularity[genre].clone();
    }

    /** How much a launched item is wanted beside all that its genre had, which is 1. */
    double launchDemand(int item, Instant at) {
        Instant moment = catalogue.get(item).available();
        if (at.isBefore(moment)) {
            return 0;
        }
        Launches launches = profile.launches();
        double age = Duration.between(moment, at).toMillis();
        return launches.demand() * Math.pow(0.5, age / launches.halfLife().toMillis());
    }

    /** All that is wanted of a genre at the time; 1 without launched items. */
    double genreDemand(int genre, Instant at) {
        double sum = 1;
        for (int launched : catalogue.launchedOf(genre)) {
            sum += launchDemand(launched, at);
        }
        return sum;
    }

    /** One of the user's favourite genres. */
    int favourite(int user, double drawn) {
        int[] own = favourites[user];
        int place = 0;
        double left = drawn * weight(own);
        while (place < own.length - 1 && left >= FAVOURITES[place]) {
            left -= FAVOURITES[place];
            place++;
        }
        return own[place];
    }

    /** Whether the user stays with the item after an interaction, and goes one step further. */
    static double stepProbability(String type) {
        return switch (type) {
            case "view" -> CLICK_AFTER_VIEW;
            case "click" -> CART_AFTER_CLICK;
            case "add_to_cart" -> PURCHASE_AFTER_CART;
            default -> 0;
        };
    }

    /** One step further. */
    static String stepAfter(String type) {
        return switch (type) {
            case "view" -> "click";
            case "click" -> "add_to_cart";
            case "add_to_cart" -> "purchase";
            default -> throw new IllegalArgumentException("nothing comes after " + type);
        };
    }

    static String userId(int user) {
        return USER_PREFIX + user;
    }

    private double relevanceAfter(Interaction latest, int item, Moment moment) {
        int from = catalogue.indexOf(latest.itemId());
        double stay = from < 0 ? 0 : stepProbability(latest.type());
        double next = nextView(userNumber(latest.userId()), from, item, moment);
        return (from == item ? stay : 0) + (1 - stay) * next;
    }

    private double nextView(int user, int from, int item, Moment moment) {
        double opening = opening(user, item, moment);
        if (from < 0) {
            return opening;
        }
        double followed = ONE_MORE_VIEW * FOLLOW;
        double browsed = ONE_MORE_VIEW * SAME_GENRE;
        boolean sameGenre = catalogue.genreOf(from) == catalogue.genreOf(item);
        return followed * catalogue.followProbability(from, item)
                + (sameGenre ? browsed * moment.inGenre(item) : 0)
                + (1 - followed - browsed) * opening;
    }

    private double opening(int user, int item, Moment moment) {
        int[] own = favourites[user];
        double taste = 0;
        for (int place = 0; place < own.length; place++) {
            if (own[place] == catalogue.genreOf(item)) {
                taste += FAVOURITES[place] / weight(own) * moment.inGenre(item);
            }
        }
        return moment.trendShare * moment.ofTrend(item) + (1 - moment.trendShare) * taste;
    }

    private long sinceStart(Instant at) {
        return Duration.between(start, at).toMillis();
    }

    private int userNumber(String userId) {
        int users = profile.population().users();
        if (userId.startsWith(USER_PREFIX)) {
            try {
                int number = Integer.parseInt(userId.substring(USER_PREFIX.length()));
                if (number >= 0 && number < users) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, as every other id that is none.
            }
        }
        throw new IllegalArgumentException(
                "user is '" + userId + "', expected user-0 to user-" + (users - 1));
    }

    private static double weight(int[] own) {
        double sum = 0;
        for (int place = 0; place < own.length; place++) {
            sum += FAVOURITES[place];
        }
        return sum;
    }

    private static double[] zipf(int size, double exponent) {
        double[] weights =
                IntStream.rangeClosed(1, size).mapToDouble(n -> Math.pow(n, -exponent)).toArray();
        double sum = IntStream.range(0, size).mapToDouble(i -> weights[i]).sum();
        for (int i = 0; i < size; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private int[][] favourites(Population population) {
        int known = Math.min(FAVOURITES.length, catalogue.genreCount());
        var random = RandomSource.XO_RO_SHI_RO_128_PP.create(population.seed() + 1);
        int[][] drawn = new int[population.users()][];
        for (int user = 0; user < drawn.length; user++) {
            drawn[user] = random.ints(0, catalogue.genreCount()).distinct().limit(known).toArray();
        }
        return drawn;
    }

    /** What is the same for all users at a time; for one thread. */
    private final class Moment {

        private final Instant at;
        private final Optional<Trend> trend;
        private final double trendShare;
        private final double[] genreDemand;

        Moment(Instant at) {
            this.at = at;
            this.trend = trend(at);
            this.trendShare = trend.map(found -> trendShare(found, at)).orElse(0.0);
            this.genreDemand = new double[catalogue.genreCount()];
        }

        double inGenre(int item) {
            int genre = catalogue.genreOf(item);
            double own =
                    catalogue.isLaunched(item)
                            ? launchDemand(item, at)
                            : popularity[genre][catalogue.rankOf(item)];
            return own / demandOf(genre);
        }

        private double demandOf(int genre) {
            if (genreDemand[genre] == 0) {
                genreDemand[genre] = genreDemand(genre, at);
            }
            return genreDemand[genre];
        }

        double ofTrend(int item) {
            if (trend.isEmpty()) {
                return 0;
            }
            SimulatedItem asked = catalogue.get(item);
            String wanted = trend.get().itemId();
            if (wanted != null) {
                return wanted.equals(asked.itemId()) ? 1 : 0;
            }
            return trend.get().genre().equals(asked.genre()) ? inGenre(item) : 0;
        }
    }
}
