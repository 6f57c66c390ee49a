package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.retrieval.CandidateGenerator;
import io.freshet.core.retrieval.CountsAtHand;
import io.freshet.core.retrieval.ItemScores;
import java.util.List;
import java.util.Map;

/** Generators of a user's own, as {@code META-INF/services} of the tests names them. */
public final class TestingGenerators {

    private TestingGenerators() {}

    /** Brings {@code chosen-1 .. chosen-3}, the first one best: with 3, 2 and 1 sixths. */
    public static final class Editorial implements CandidateGenerator {

        @Override
        public String source() {
            return "editorial";
        }

        @Override
        public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
            return ItemScores.of(
                    Map.of("chosen-1", 3.0, "chosen-2", 2.0, "chosen-3", 1.0), item -> List.of());
        }
    }

    /** Brings one item, under its own name. */
    private abstract static class OfOneItem implements CandidateGenerator {

        @Override
        public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
            return ItemScores.of(Map.of(source(), 1.0), item -> List.of());
        }
    }

    /** One that is there and that no configuration names. */
    public static final class Unasked extends OfOneItem {

        @Override
        public String source() {
            return "unasked";
        }
    }

    /** One of two with the same source. */
    public static final class Twin extends OfOneItem {

        @Override
        public String source() {
            return "twin";
        }
    }

    /** The other one. */
    public static final class OtherTwin extends OfOneItem {

        @Override
        public String source() {
            return "twin";
        }
    }
}
