package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.util.BitSet;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * An endless run of interactions in the order of time. Users have tastes, act in sessions and go on
 * from a view to a purchase; the same profile gives the same interactions. Times are those of a
 * Poisson process; no two interactions of one user share a millisecond.
 */
public final class TrafficSimulator implements Iterator<Interaction> {

    private static final double MEAN_SESSION_LENGTH = 8;
    private static final double MEAN_SECONDS_BETWEEN = 15;
    private static final double CLICK_AFTER_VIEW = 0.4;
    private static final double CART_AFTER_CLICK = 0.3;
    private static final double PURCHASE_AFTER_CART = 0.5;
    private static final double SUCCESSOR_SHARE = 0.4;
    private static final double FIRST_TASTE = 0.6;
    private static final double SECOND_TASTE = 0.9;

    private final TrafficProfile profile;
    private final UniformRandomProvider random;
    private final SimulatedCatalogue catalogue;
    private final Session[] sessions;
    private final BitSet busyUsers;
    private final long[] lastOfUser;
    private double clockMillis;
    private long made;

    /** Ready to make the first interaction. */
    public TrafficSimulator(TrafficProfile profile) {
        this.profile = requireNonNull(profile, "profile");
        this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(profile.seed());
        this.catalogue =
                new SimulatedCatalogue(profile.items(), profile.popularityExponent(), random);
        this.sessions = new Session[concurrentSessions(profile)];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = new Session();
        }
        this.busyUsers = new BitSet(profile.users());
        this.lastOfUser = new long[profile.users()];
        this.clockMillis = profile.start().toEpochMilli();
    }

    /** Always: the traffic has no end. */
    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Interaction next() {
        clockMillis += -Math.log1p(-random.nextDouble()) * 1_000 / profile.eventsPerSecond();
        Session session = sessions[random.nextInt(sessions.length)];
        if (session.left == 0) {
            begin(session);
        } else {
            session.goOn();
        }
        session.left--;
        long timestamp = Math.max((long) clockMillis, lastOfUser[session.user] + 1);
        clockMillis = Math.max(clockMillis, (double) timestamp);
        lastOfUser[session.user] = timestamp;
        return interaction(session, timestamp);
    }

    private static int concurrentSessions(TrafficProfile profile) {
        double wanted = Math.ceil(profile.eventsPerSecond() * MEAN_SECONDS_BETWEEN);
        int halfOfUsers = profile.users() / 2;
        return (int) Math.max(1, Math.min(wanted, halfOfUsers));
    }

    private void begin(Session session) {
        if (session.user >= 0) {
            busyUsers.clear(session.user);
        }
        int drawn = random.nextInt(profile.users());
        int free = busyUsers.nextClearBit(drawn);
        session.user = free < profile.users() ? free : busyUsers.nextClearBit(0);
        busyUsers.set(session.user);
        session.left = 1 + geometric(MEAN_SESSION_LENGTH - 1);
        session.view(catalogue.draw(taste(session.user)));
    }

    private int geometric(double mean) {
        return (int) (Math.log1p(-random.nextDouble()) / Math.log(mean / (mean + 1)));
    }

    /** One of the three genres that the user likes, the first most often. */
    private int taste(int user) {
        SplittableRandom likes = new SplittableRandom(profile.seed() * 31 + user);
        int first = likes.nextInt(catalogue.genres());
        int second = likes.nextInt(catalogue.genres());
        int third = likes.nextInt(catalogue.genres());
        double drawn = random.nextDouble();
        if (drawn < FIRST_TASTE) {
            return first;
        }
        return drawn < SECOND_TASTE ? second : third;
    }

    private Interaction interaction(Session session, long timestamp) {
        long start = profile.start().toEpochMilli();
        return new Interaction(
                "sim-" + profile.seed() + "-" + start + "-" + made++,
                "user-" + session.user,
                "item-" + session.item,
                session.type,
                timestamp,
                null,
                null,
                session.type.equals("purchase") ? catalogue.price(session.item) : null);
    }

    /** What one user is doing. */
    private final class Session {

        private int user = -1;
        private int left;
        private int item;
        private String type = "view";

        void view(int next) {
            item = next;
            type = "view";
        }

        void goOn() {
            double drawn = random.nextDouble();
            if (type.equals("view") && drawn < CLICK_AFTER_VIEW) {
                type = "click";
                return;
            }
            if (type.equals("click") && drawn < CART_AFTER_CLICK) {
                type = "add_to_cart";
                return;
            }
            if (type.equals("add_to_cart") && drawn < PURCHASE_AFTER_CART) {
                type = "purchase";
                return;
            }
            boolean follow = random.nextDouble() < SUCCESSOR_SHARE;
            view(follow ? catalogue.successor(item) : catalogue.draw(catalogue.genreOf(item)));
        }
    }
}
