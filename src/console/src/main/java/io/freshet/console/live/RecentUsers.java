package io.freshet.console.live;

import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who acted last, each user once. For any number of threads. */
public final class RecentUsers {

    private static final int MOST = 30;

    private final Titles titles;
    private final Map<String, Interaction> latest = new LinkedHashMap<>();

    public RecentUsers(Titles titles) {
        this.titles = titles;
    }

    /**
     * A user and the latest thing that this user did.
     *
     * @param at when, epoch milliseconds
     */
    public record RecentUser(
            String userId, long at, String type, String itemId, @Nullable String title) {}

    /** Somebody acted. */
    public synchronized void acted(Interaction interaction) {
        latest.remove(interaction.userId());
        latest.put(interaction.userId(), interaction);
        if (latest.size() > MOST) {
            Iterator<String> oldest = latest.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Who acted last comes first. */
    public synchronized List<RecentUser> list() {
        List<RecentUser> users = new ArrayList<>();
        latest.values()
                .forEach(
                        each ->
                                users.add(
                                        new RecentUser(
                                                each.userId(),
                                                each.timestamp(),
                                                each.type(),
                                                each.itemId(),
                                                titles.of(each.itemId()).title())));
        Collections.reverse(users);
        return users;
    }
}
