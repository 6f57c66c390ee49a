package io.freshet.lab.traffic;

import java.util.List;

/** Invented names of genres and of items in them. */
final class Titles {

    private static final List<String> GENRES =
            List.of(
                    "jazz", "rock", "folk", "soul", "blues", "opera", "disco", "house", "techno",
                    "ambient", "reggae", "ska", "swing", "tango", "salsa", "fado", "polka", "punk",
                    "metal", "choral");

    private static final List<String> FIRST =
            List.of(
                    "Amber",
                    "Blue",
                    "Broken",
                    "Burning",
                    "Distant",
                    "Electric",
                    "Empty",
                    "Golden",
                    "Hidden",
                    "Hollow",
                    "Iron",
                    "Lonely",
                    "Midnight",
                    "Paper",
                    "Quiet",
                    "Restless",
                    "Scarlet",
                    "Second",
                    "Silver",
                    "Slow",
                    "Velvet",
                    "Wandering",
                    "Wild",
                    "Winter");

    private static final List<String> SECOND =
            List.of(
                    "Avenue",
                    "Bridge",
                    "Carousel",
                    "Coast",
                    "Comet",
                    "Garden",
                    "Harbour",
                    "Kite",
                    "Lantern",
                    "Letter",
                    "Meadow",
                    "Mirror",
                    "Orchard",
                    "Parade",
                    "Railway",
                    "River",
                    "Sparrow",
                    "Station",
                    "Storm",
                    "Summer",
                    "Thunder",
                    "Tide",
                    "Tower",
                    "Window");

    private Titles() {}

    static int genres() {
        return GENRES.size();
    }

    static String genre(int genre) {
        return GENRES.get(genre);
    }

    /** The title of an item by its number in the genre, from 0; no two are equal. */
    static String title(int genre, int number) {
        int round = number / FIRST.size();
        String first = FIRST.get((number + 7 * genre) % FIRST.size());
        String second = SECOND.get((number + round + 5 * genre) % SECOND.size());
        int volume = number / (FIRST.size() * SECOND.size());
        return first + " " + second + (volume == 0 ? "" : " " + (volume + 1));
    }
}
