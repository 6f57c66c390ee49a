package io.freshet.core.experiment;

import io.freshet.core.domain.SeenPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Experiments as tests want them. */
final class TestingExperiments {

    static final long START = 1_767_225_600_000L;
    static final long DAY = 86_400_000L;
    static final long END = START + 14 * DAY;

    static final Capabilities CAPABILITIES =
            new Capabilities(
                    Set.of("champion", "challenger"),
                    Set.of("catalogue", "popular"),
                    Set.of(),
                    Set.of("home"),
                    1_000,
                    1_500);

    static final Changes CHALLENGER = new Changes("challenger", null, null, Map.of());
    static final Changes TEN = new Changes(null, 10, null, Map.of());
    static final Changes DROP = new Changes(null, null, SeenPolicy.DROP, Map.of());

    private TestingExperiments() {}

    /** An experiment under construction, everything but the id at its default. */
    static Draft experiment(String id) {
        return new Draft(id, null, null, null, List.of(), null, null, halves(Changes.NONE));
    }

    static List<Variant> halves(Changes changes) {
        return List.of(new Variant("control", 0.5, null), new Variant("treatment", 0.5, changes));
    }

    static List<Variant> shares(double... shares) {
        Variant[] variants = new Variant[shares.length];
        for (int i = 0; i < shares.length; i++) {
            variants[i] = new Variant("v" + i, shares[i], null);
        }
        return List.of(variants);
    }

    static String user(int number) {
        return "u-" + number;
    }

    record Draft(
            String id,
            @Nullable String salt,
            @Nullable Layer layer,
            @Nullable AssignmentRule rule,
            List<String> surfaces,
            @Nullable Long start,
            @Nullable Long end,
            List<Variant> variants) {

        Draft salt(String salt) {
            return new Draft(id, salt, layer, rule, surfaces, start, end, variants);
        }

        Draft layer(String name, double from, double to) {
            Layer part = new Layer(name, from, to);
            return new Draft(id, salt, part, rule, surfaces, start, end, variants);
        }

        Draft external() {
            return new Draft(
                    id, salt, layer, AssignmentRule.EXTERNAL, surfaces, start, end, variants);
        }

        Draft on(String... surfaces) {
            return new Draft(id, salt, layer, rule, List.of(surfaces), start, end, variants);
        }

        Draft from(long start) {
            return new Draft(id, salt, layer, rule, surfaces, start, end, variants);
        }

        Draft until(long end) {
            return new Draft(id, salt, layer, rule, surfaces, start, end, variants);
        }

        Draft of(List<Variant> variants) {
            return new Draft(id, salt, layer, rule, surfaces, start, end, variants);
        }

        Draft changing(Changes changes) {
            return of(halves(changes));
        }

        Experiment done() {
            return new Experiment(id, salt, layer, rule, surfaces, start, end, null, variants);
        }
    }
}
