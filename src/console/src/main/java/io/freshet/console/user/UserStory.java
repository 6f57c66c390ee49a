package io.freshet.console.user;

import io.freshet.console.live.Titles;
import io.freshet.console.user.UserPage.Entry;
import io.freshet.console.user.UserPage.Left;
import io.freshet.console.user.UserPage.Searched;
import io.freshet.console.user.UserPage.Slot;
import io.freshet.console.user.UserPage.StandingSlate;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What topics say of one user, in whatever order it is read: the latest interactions, each event
 * once, and of each surface the newest slate and the one before it. Not for several threads.
 */
final class UserStory {

    /** Interactions shown, as many as a window has by default. */
    static final int WINDOW = 50;

    private static final Comparator<Interaction> NEWEST_FIRST =
            Comparator.comparingLong(Interaction::timestamp)
                    .thenComparing(Interaction::eventId)
                    .reversed();

    private final String userId;
    private final List<Interaction> window = new ArrayList<>();
    private final Map<String, Slates> slates = new TreeMap<>();
    private long searchedRecords;
    private boolean toTheBeginning;

    UserStory(String userId) {
        this.userId = userId;
    }

    private static final class Slates {

        private final Slate newest;
        private final @Nullable Slate before;

        Slates(Slate newest, @Nullable Slate before) {
            this.newest = newest;
            this.before = before;
        }

        Slates and(Slate slate) {
            if (slate.revision() > newest.revision()) {
                return new Slates(slate, newest);
            }
            boolean between =
                    slate.revision() < newest.revision()
                            && (before == null || slate.revision() > before.revision());
            return between ? new Slates(newest, slate) : this;
        }
    }

    /** Whether it changes anything. */
    boolean add(Interaction interaction) {
        if (window.stream().anyMatch(each -> each.eventId().equals(interaction.eventId()))) {
            return false;
        }
        window.add(interaction);
        window.sort(NEWEST_FIRST);
        return window.size() <= WINDOW || !window.remove(WINDOW).equals(interaction);
    }

    void add(Slate slate) {
        slates.merge(
                slate.surface(), new Slates(slate, null), (there, one) -> there.and(one.newest));
    }

    void takeBack(String surface) {
        slates.remove(surface);
    }

    void searched(long records, boolean all) {
        searchedRecords += records;
        toTheBeginning = all;
    }

    UserPage page(Titles titles) {
        return new UserPage(
                userId,
                new Searched(searchedRecords, toTheBeginning),
                window.stream().map(each -> entry(each, titles)).toList(),
                slates.values().stream().map(each -> standing(each, titles)).toList());
    }

    private static Entry entry(Interaction each, Titles titles) {
        Titles.Title title = titles.of(each.itemId());
        return new Entry(
                each.eventId(),
                each.itemId(),
                title.title(),
                title.category(),
                each.type(),
                each.timestamp(),
                each.value());
    }

    private static StandingSlate standing(Slates slates, Titles titles) {
        Slate newest = slates.newest;
        Map<String, Integer> places = slates.before == null ? Map.of() : places(slates.before);
        List<Slot> slots = new ArrayList<>();
        Set<String> held = new HashSet<>();
        for (SlateItem item : newest.items()) {
            Titles.Title title = titles.of(item.itemId());
            held.add(item.itemId());
            slots.add(
                    new Slot(
                            item.itemId(),
                            title.title(),
                            title.category(),
                            item.score(),
                            item.source(),
                            places.get(item.itemId()),
                            item.reasons()));
        }
        List<Left> left = new ArrayList<>();
        places.forEach(
                (itemId, was) -> {
                    if (!held.contains(itemId)) {
                        left.add(new Left(itemId, titles.of(itemId).title(), was));
                    }
                });
        left.sort(Comparator.comparingInt(Left::was));
        return new StandingSlate(
                newest.surface(),
                newest.slateId(),
                newest.revision(),
                newest.model(),
                newest.experiments(),
                newest.causeEventId(),
                newest.timestamps(),
                slots,
                left);
    }

    private static Map<String, Integer> places(Slate slate) {
        Map<String, Integer> places = new HashMap<>();
        for (SlateItem item : slate.items()) {
            places.put(item.itemId(), places.size() + 1);
        }
        return places;
    }
}
