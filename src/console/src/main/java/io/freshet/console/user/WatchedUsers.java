package io.freshet.console.user;

import static java.util.Objects.requireNonNull;

import io.freshet.console.live.Titles;
import io.freshet.console.topic.EventReader;
import io.freshet.console.topic.KeySearch;
import io.freshet.console.topic.KeySearch.Found;
import io.freshet.console.topic.KeySearch.KeyedValue;
import io.freshet.console.topic.TopicNames;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.subscription.SlateReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users that somebody looks at. Of nobody else is anything kept; what happened before somebody
 * looked is searched for in the topics.
 */
public final class WatchedUsers {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedUsers.class);

    /** Users looked at at the same time. */
    private static final int MOST = 200;

    /** Searches at the same time; each reads much. */
    private static final int SEARCHES = 2;

    /** The newest slate and the one before it, of a few surfaces. */
    private static final int SLATES = 8;

    private final KeySearch search;
    private final TopicNames names;
    private final Titles titles;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Semaphore searches = new Semaphore(SEARCHES);

    public WatchedUsers(KeySearch search, TopicNames names, Titles titles) {
        this.search = requireNonNull(search, "search");
        this.names = requireNonNull(names, "names");
        this.titles = requireNonNull(titles, "titles");
    }

    private static final class Watched {

        private final UserStory story;
        private final Set<Consumer<UserPage>> watchers = ConcurrentHashMap.newKeySet();
        private final Lock searching = new ReentrantLock();

        /** Before that nobody is told anything: what has not been looked for is not missing. */
        private volatile boolean isSearched;

        Watched(String userId) {
            story = new UserStory(userId);
        }
    }

    /** Of one watcher. */
    public interface Watch extends AutoCloseable {

        /**
         * Searches the topics if nobody did for this user, which takes long and ends early when all
         * watchers left; then tells the watcher.
         *
         * @throws org.apache.kafka.common.KafkaException if no broker answers; the watch is over
         */
        void begin();

        /** Ends it; the second time nothing happens. */
        @Override
        void close();
    }

    /**
     * Looks at a user: from {@link Watch#begin} on it tells the watcher whenever something changes.
     *
     * @param watcher is told in the thread that reads the topics, so it must be quick
     * @return empty where too many users are looked at already
     */
    public Optional<Watch> watch(String userId, Consumer<UserPage> watcher) {
        Watched user;
        synchronized (watched) {
            if (watched.size() >= MOST && !watched.containsKey(userId)) {
                return Optional.empty();
            }
            user = watched.computeIfAbsent(userId, Watched::new);
            user.watchers.add(watcher);
        }
        return Optional.of(
                new Watch() {
                    @Override
                    public void begin() {
                        try {
                            searchOnce(userId, user);
                        } catch (RuntimeException e) {
                            close();
                            throw e;
                        }
                        if (user.isSearched) {
                            watcher.accept(page(user));
                        }
                    }

                    @Override
                    public void close() {
                        forget(userId, user, watcher);
                    }
                });
    }

    /** A record of {@code events} came, perhaps of a user that is watched. */
    public void event(Interaction interaction) {
        Watched user = watched.get(interaction.userId());
        if (user == null) {
            return;
        }
        boolean changed;
        synchronized (user.story) {
            changed = user.story.add(interaction);
        }
        if (changed) {
            tell(user);
        }
    }

    /** A record of {@code recommendations} came, perhaps of a user that is watched. */
    public void slate(@Nullable String key, byte @Nullable [] value) {
        if (key == null) {
            return;
        }
        watched.forEach(
                (userId, user) -> {
                    if (isOf(userId, key)) {
                        synchronized (user.story) {
                            add(user.story, userId, key, value);
                        }
                        tell(user);
                    }
                });
    }

    /** Whoever comes during the search waits for it as well. */
    private void searchOnce(String userId, Watched user) {
        user.searching.lock();
        try {
            if (!user.isSearched) {
                searchFor(userId, user);
            }
        } finally {
            user.searching.unlock();
        }
    }

    private void searchFor(String userId, Watched user) {
        BooleanSupplier isWatched = () -> !user.watchers.isEmpty();
        searches.acquireUninterruptibly();
        try {
            if (!isWatched.getAsBoolean()) {
                return;
            }
            Found events =
                    search.search(names.events(), userId::equals, UserStory.WINDOW, isWatched);
            Found slates =
                    search.search(
                            names.recommendations(), key -> isOf(userId, key), SLATES, isWatched);
            synchronized (user.story) {
                add(user.story, events.values());
                for (KeyedValue each : slates.values()) {
                    add(user.story, userId, each.key(), each.value());
                }
                user.story.searched(
                        events.records() + slates.records(),
                        events.toTheBeginning() && slates.toTheBeginning());
            }
            user.isSearched = true;
        } finally {
            searches.release();
        }
    }

    private static void add(UserStory story, List<KeyedValue> events) {
        Map<String, Interaction> found = new HashMap<>();
        for (KeyedValue each : events) {
            read(each.value()).ifPresent(one -> found.put(one.eventId(), one));
        }
        found.values().forEach(story::add);
    }

    /** What is no interaction is a dead letter by now. */
    private static Optional<Interaction> read(byte[] value) {
        try {
            return Optional.of(EventReader.read(value, System.currentTimeMillis()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void add(UserStory story, String userId, String key, byte @Nullable [] value) {
        if (value == null) {
            story.takeBack(key.substring(0, key.length() - userId.length() - 1));
            return;
        }
        try {
            Slate slate = SlateReader.read(key, value);
            if (slate.userId().equals(userId)) {
                story.add(slate);
            }
        } catch (IOException e) {
            LOG.debug("A record of recommendations is no slate", e);
        }
    }

    /** A key is {@code surface|userId}; either may have the bar in it. */
    private static boolean isOf(String userId, String key) {
        int bar = key.length() - userId.length() - 1;
        return bar > 0 && key.charAt(bar) == '|' && key.endsWith(userId);
    }

    private void tell(Watched user) {
        if (user.isSearched) {
            UserPage page = page(user);
            user.watchers.forEach(each -> each.accept(page));
        }
    }

    private UserPage page(Watched user) {
        synchronized (user.story) {
            return user.story.page(titles);
        }
    }

    private void forget(String userId, Watched user, Consumer<UserPage> watcher) {
        synchronized (watched) {
            user.watchers.remove(watcher);
            if (user.watchers.isEmpty()) {
                watched.remove(userId, user);
            }
        }
    }
}
