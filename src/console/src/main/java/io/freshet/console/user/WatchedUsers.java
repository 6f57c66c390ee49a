package io.freshet.console.user;

import static java.util.Objects.requireNonNull;

import io.freshet.console.live.Titles;
import io.freshet.console.topic.BackwardSearch;
import io.freshet.console.topic.BackwardSearch.Found;
import io.freshet.console.topic.BackwardSearch.KeyedValue;
import io.freshet.console.topic.EventReader;
import io.freshet.console.topic.TopicNames;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.subscription.SlateReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
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

    private final BackwardSearch search;
    private final TopicNames names;
    private final Titles titles;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Semaphore searches = new Semaphore(SEARCHES);

    public WatchedUsers(BackwardSearch search, TopicNames names, Titles titles) {
        this.search = requireNonNull(search, "search");
        this.names = requireNonNull(names, "names");
        this.titles = requireNonNull(titles, "titles");
    }

    private static final class Watched {

        private final UserStory story;
        private final Set<Consumer<UserPage>> watchers = new LinkedHashSet<>();

        Watched(String userId) {
            story = new UserStory(userId);
        }
    }

    /** Ends a watch. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Looks at a user: searches the topics, tells the watcher, and goes on to tell it whenever
     * something changes.
     *
     * @param watcher is told in the thread that reads the topics, so it must be quick
     * @return empty where too many users are looked at already
     * @throws org.apache.kafka.common.KafkaException if no broker answers
     */
    public Optional<Watch> watch(String userId, Consumer<UserPage> watcher) {
        boolean[] isNew = new boolean[1];
        Watched user;
        synchronized (watched) {
            if (watched.size() >= MOST && !watched.containsKey(userId)) {
                return Optional.empty();
            }
            user =
                    watched.computeIfAbsent(
                            userId,
                            id -> {
                                isNew[0] = true;
                                return new Watched(id);
                            });
            user.watchers.add(watcher);
        }
        Watch watch = () -> forget(userId, user, watcher);
        try {
            if (isNew[0]) {
                searchFor(userId, user);
            }
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
        if (isNew[0]) {
            // Whoever came during the search waits for it as well.
            tell(user);
        } else {
            watcher.accept(page(user));
        }
        return Optional.of(watch);
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

    private void searchFor(String userId, Watched user) {
        searches.acquireUninterruptibly();
        try {
            Found events = search.search(names.events(), userId::equals, UserStory.WINDOW);
            Found slates = search.search(names.recommendations(), key -> isOf(userId, key), SLATES);
            synchronized (user.story) {
                add(user.story, events.values());
                for (KeyedValue each : slates.values()) {
                    add(user.story, userId, each.key(), each.value());
                }
                user.story.searched(
                        events.records() + slates.records(),
                        events.toTheBeginning() && slates.toTheBeginning());
            }
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
        UserPage page = page(user);
        List<Consumer<UserPage>> watchers;
        synchronized (watched) {
            watchers = List.copyOf(user.watchers);
        }
        watchers.forEach(each -> each.accept(page));
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
