package io.freshet.lab.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.core.experiment.Experiments;
import io.freshet.core.experiment.ExternalLookup;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CarriedVariantsTest {

    private static final long START = 1_767_225_600_000L;
    private static final long END = START + 1_000;
    private static final ModelId NO_MODEL = new ModelId(ModelRelease.NO_MODEL, "0");
    private static final ModelId FIRST = new ModelId("demo", "1");
    private static final ModelId SECOND = new ModelId("demo", "2");
    private static final Experiments EXPERIMENTS =
            Experiments.accepted(List.of(ExperimentRecord.better(START, END).experiment()));

    private static final String POPULAR_USER = userOf(ExperimentRecord.POPULAR);
    private static final String ATTENTION_USER = userOf(ExperimentRecord.ATTENTION);

    private final CarriedVariants carried =
            new CarriedVariants(
                    EXPERIMENTS,
                    Map.of(
                            ModelRelease.DEFAULT_SLOT,
                            FIRST,
                            ExperimentRecord.CHALLENGER,
                            SECOND,
                            ModelRelease.NO_MODEL,
                            NO_MODEL));

    @Test
    void slatesThatFollowTheRecordsAreRight() {
        carried.slate(slate(POPULAR_USER, START - 1, FIRST), 0);
        carried.slate(slate(POPULAR_USER, START, NO_MODEL, ExperimentRecord.POPULAR), 0);
        carried.slate(slate(ATTENTION_USER, END - 1, SECOND, ExperimentRecord.ATTENTION), 0);
        carried.slate(slate(ATTENTION_USER, END, FIRST), 0);

        assertThat(carried.wrong()).as(carried.line()).isZero();
        assertThat(carried.slates(ExperimentRecord.BETTER, ExperimentRecord.POPULAR)).isOne();
        assertThat(carried.newestIngested(ExperimentRecord.BETTER)).isEqualTo(END - 1);
        assertThat(carried.newestIngested("another")).isZero();
        assertThat(carried.slatesAfterwards()).isOne();
        assertThat(carried.line())
                .isEqualTo(
                        "4 slates, 1 of attention-or-popular|attention, 1 of"
                                + " attention-or-popular|popular, 1 after the end");
    }

    @Test
    void anotherVariantNoneOrOneThatIsOverIsWrong() {
        carried.slate(slate(POPULAR_USER, START, NO_MODEL, ExperimentRecord.ATTENTION), 0);
        carried.slate(slate(POPULAR_USER, START, NO_MODEL), 0);
        carried.slate(slate(POPULAR_USER, END, NO_MODEL, ExperimentRecord.POPULAR), 0);

        assertThat(carried.wrong()).isEqualTo(3);
        assertThat(carried.line())
                .contains("3 wrong, the first: home|" + POPULAR_USER + "|1 carries")
                .endsWith("variant=popular]]");
    }

    @Test
    void anotherModelThanThatOfTheVariantIsWrong() {
        carried.slate(slate(ATTENTION_USER, START, FIRST, ExperimentRecord.ATTENTION), 0);

        assertThat(carried.wrong()).isOne();
        assertThat(carried.line()).endsWith("names demo 1, expected demo 2");
    }

    private static String userOf(String variant) {
        return IntStream.range(0, 1_000)
                .mapToObj(user -> "user-" + user)
                .filter(
                        user ->
                                EXPERIMENTS
                                        .assign(user, "home", START, ExternalLookup.NONE)
                                        .assignments()
                                        .contains(new Assignment(ExperimentRecord.BETTER, variant)))
                .findFirst()
                .orElseThrow();
    }

    private static Slate slate(String user, long ingested, ModelId model, String... variants) {
        return new Slate(
                Slate.idOf("home", user, 1),
                user,
                "home",
                1,
                List.of(),
                model,
                List.of(variants).stream()
                        .map(each -> new Assignment(ExperimentRecord.BETTER, each))
                        .toList(),
                "event",
                new SlateTimestamps(ingested, ingested, ingested, ingested));
    }
}
