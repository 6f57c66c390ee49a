package io.freshet.lab.prequential;

import java.util.HashMap;
import java.util.Map;

/** Small numbers in the place of item ids, in the order in which they are met. */
final class ItemNumbers {

    private final Map<String, Integer> numbers = new HashMap<>();

    int of(String itemId) {
        return numbers.computeIfAbsent(itemId, id -> numbers.size());
    }

    int size() {
        return numbers.size();
    }
}
