package io.freshet.lab.traffic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What made-up items are: invented names of genres and of items in them. Ids and tastes are the
 * same whatever the theme, so a model that was trained on one knows them all.
 */
public enum Theme {
    /** Things that are sold. */
    SHOP,
    /** Posts that people write. */
    SOCIAL,
    /** Films and series. */
    VIDEO;

    private final Names names = Names.read(name().toLowerCase(Locale.ROOT) + ".json");

    /**
     * How the resource has it.
     *
     * @param pattern with {@code {first}} and {@code {second}}
     * @param genres with the second parts of their titles
     */
    private record Names(String pattern, List<String> first, Map<String, List<String>> genres) {

        private static Names read(String resource) {
            try (InputStream in = Theme.class.getResourceAsStream(resource)) {
                return JsonMapper.builder().build().readValue(in, Names.class);
            } catch (IOException e) {
                throw new UncheckedIOException(resource, e);
            }
        }
    }

    int genres() {
        return names.genres().size();
    }

    String genre(int genre) {
        return List.copyOf(names.genres().keySet()).get(genre);
    }

    /** The title of an item by its number in the genre, from 0; no two are equal. */
    String title(int genre, int number) {
        List<String> seconds = names.genres().get(genre(genre));
        int round = number / names.first().size();
        String first = names.first().get((number + 7 * genre) % names.first().size());
        String second = seconds.get((number + 7 * round + 3 * genre) % seconds.size());
        int volume = number / (names.first().size() * seconds.size());
        String title = names.pattern().replace("{first}", first).replace("{second}", second);
        return volume == 0 ? title : title + " " + (volume + 1);
    }
}
