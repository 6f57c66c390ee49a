package io.freshet.lab.traffic;

import io.freshet.core.domain.Interaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.GeometricSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * An endless run of interactions in the order of time. Users act in sessions as {@link Tastes}
 * says; no two interactions of one user share a millisecond.
 */
final class SimulatedUsers implements Iterator<Interaction> {

    private static final double MEAN_SECONDS_BETWEEN = 15;

    private final TrafficProfile profile;
    private final String idPrefix;
    private final SimulatedCatalogue catalogue;
    private final Tastes tastes;
    private final UniformRandomProvider random;
    private final ArrivalTimes times;
    private final SharedStateDiscreteSampler furtherViews;
    private final List<SharedStateDiscreteSampler> popularity = new ArrayList<>();
    private final Session[] sessions;
    private final BitSet busyUsers;
    private final long[] lastOfUser;
    private long made;

    SimulatedUsers(
            TrafficProfile profile, Instant start, SimulatedCatalogue catalogue, Tastes tastes) {
        this.profile = profile;
        this.idPrefix = "sim-" + profile.seed() + "-" + start.toEpochMilli() + "-";
        this.catalogue = catalogue;
        this.tastes = tastes;
        this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(profile.seed());
        this.times = new ArrivalTimes(profile.pace(), start, profile.seed(), random);
        this.furtherViews = GeometricSampler.of(random, 1 - Tastes.ONE_MORE_VIEW);
        for (int genre = 0; genre < catalogue.genreCount(); genre++) {
            popularity.add(AliasMethodDiscreteSampler.of(random, tastes.popularity(genre)));
        }
        this.sessions = new Session[concurrentSessions(profile)];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = new Session();
        }
        this.busyUsers = new BitSet(profile.population().users());
        this.lastOfUser = new long[profile.population().users()];
    }

    /** Always: the traffic has no end. */
    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Interaction next() {
        long drawn = (long) times.next();
        Session session = sessions[random.nextInt(sessions.length)];
        if (session.over) {
            changeUser(session);
        }
        long timestamp = Math.max(drawn, lastOfUser[session.user] + 1);
        times.notBefore((double) timestamp);
        lastOfUser[session.user] = timestamp;
        session.act(Instant.ofEpochMilli(timestamp));
        return interaction(session, timestamp);
    }

    private static int concurrentSessions(TrafficProfile profile) {
        double wanted = Math.ceil(profile.pace().eventsPerSecond() * MEAN_SECONDS_BETWEEN);
        int halfOfUsers = profile.population().users() / 2;
        return (int) Math.max(1, Math.min(wanted, halfOfUsers));
    }

    private void changeUser(Session session) {
        int users = profile.population().users();
        if (session.user >= 0) {
            busyUsers.clear(session.user);
        }
        int drawn = random.nextInt(users);
        int free = busyUsers.nextClearBit(drawn);
        session.user = free < users ? free : busyUsers.nextClearBit(0);
        busyUsers.set(session.user);
    }

    private Interaction interaction(Session session, long timestamp) {
        SimulatedItem item = catalogue.get(session.item);
        return new Interaction(
                idPrefix + made++,
                Tastes.userId(session.user),
                item.itemId(),
                session.type,
                timestamp,
                null,
                null,
                session.type.equals("purchase") ? item.price() : null);
    }

    private int opening(int user, Instant at) {
        Optional<Trend> trend = tastes.trend(at);
        if (trend.isPresent() && random.nextDouble() < tastes.trendShare(trend.get(), at)) {
            String itemId = trend.get().itemId();
            return itemId == null
                    ? ofGenre(catalogue.genres().indexOf(trend.get().genre()), at)
                    : catalogue.indexOf(itemId);
        }
        return ofGenre(tastes.favourite(user, random.nextDouble()), at);
    }

    /** An item of the genre, by popularity, or a launched one. */
    private int ofGenre(int genre, Instant at) {
        double left = random.nextDouble() * tastes.genreDemand(genre, at) - 1;
        for (int launched : catalogue.launchedOf(genre)) {
            double demand = tastes.launchDemand(launched, at);
            if (left >= 0 && left < demand) {
                return launched;
            }
            left -= demand;
        }
        return catalogue.ranked(genre, popularity.get(genre).sample());
    }

    /** What one user is doing. */
    private final class Session {

        private int user = -1;
        private boolean over = true;
        private int viewsLeft;
        private int item;
        private String type = "view";
        private boolean goesOn;

        /** The next interaction, and whether it is the last one. */
        void act(Instant at) {
            if (over) {
                over = false;
                viewsLeft = furtherViews.sample();
                view(opening(user, at));
            } else if (goesOn) {
                type = Tastes.stepAfter(type);
            } else {
                viewsLeft--;
                view(nextItem(at));
            }
            goesOn = random.nextDouble() < Tastes.stepProbability(type);
            over = !goesOn && viewsLeft == 0;
        }

        private void view(int next) {
            item = next;
            type = "view";
        }

        private int nextItem(Instant at) {
            double drawn = random.nextDouble();
            if (drawn < Tastes.FOLLOW) {
                return catalogue.follower(item, random.nextDouble());
            }
            return drawn < Tastes.FOLLOW + Tastes.SAME_GENRE
                    ? ofGenre(catalogue.genreOf(item), at)
                    : opening(user, at);
        }
    }
}
