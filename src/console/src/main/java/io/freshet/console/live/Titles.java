package io.freshet.console.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.freshet.core.domain.Item;
import org.jspecify.annotations.Nullable;

/** What items are called, of as many as fit; of others the id has to do. For any thread. */
public final class Titles {

    private static final int LONGEST = 200;

    private final Cache<String, Title> titles;

    /**
     * @param most items
     */
    public Titles(long most) {
        titles = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** What an item is called. */
    public record Title(@Nullable String title, @Nullable String category) {

        static final Title UNKNOWN = new Title(null, null);
    }

    /** The catalogue says so. */
    public void put(Item item) {
        titles.put(item.itemId(), new Title(cut(item.title()), cut(item.category())));
    }

    /** The item is gone. */
    public void remove(String itemId) {
        titles.invalidate(itemId);
    }

    /** What is known of the item, perhaps nothing. */
    public Title of(String itemId) {
        Title found = titles.getIfPresent(itemId);
        return found == null ? Title.UNKNOWN : found;
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
