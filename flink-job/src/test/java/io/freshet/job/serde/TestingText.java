package io.freshet.job.serde;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts as they may come from anywhere: every character of Unicode, whole ones only. */
final class TestingText {

    private TestingText() {}

    /** Texts of so many characters, plain ones more often. */
    static Arbitrary<String> unicode(int shortest, int longest) {
        Arbitrary<Integer> characters =
                Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(' ', '~')),
                        Tuple.of(1, Arbitraries.integers().between(0, 0xd7ff)),
                        Tuple.of(
                                1,
                                Arbitraries.integers().between(0xe000, Character.MAX_CODE_POINT)));
        return characters
                .list()
                .ofMinSize(shortest)
                .ofMaxSize(longest)
                .map(
                        text ->
                                text.stream()
                                        .collect(
                                                StringBuilder::new,
                                                StringBuilder::appendCodePoint,
                                                StringBuilder::append)
                                        .toString());
    }
}
