package io.freshet.core.experiment;

import static io.freshet.core.experiment.TestingExperiments.CAPABILITIES;
import static io.freshet.core.experiment.TestingExperiments.CHALLENGER;
import static io.freshet.core.experiment.TestingExperiments.DAY;
import static io.freshet.core.experiment.TestingExperiments.DROP;
import static io.freshet.core.experiment.TestingExperiments.END;
import static io.freshet.core.experiment.TestingExperiments.START;
import static io.freshet.core.experiment.TestingExperiments.TEN;
import static io.freshet.core.experiment.TestingExperiments.experiment;
import static io.freshet.core.experiment.TestingExperiments.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.experiment.TestingExperiments.Draft;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ExperimentsTest {

    private static Experiments experiments(Draft... drafts) {
        Experiments experiments = Experiments.none();
        for (Draft draft : drafts) {
            experiments = experiments.with(draft.done(), CAPABILITIES);
        }
        return experiments;
    }

    private static Assigned assign(Experiments experiments, String surface, long at) {
        return experiments.assign("ann", surface, at, ExternalLookup.NONE);
    }

    private static List<String> ids(Assigned assigned) {
        return assigned.assignments().stream().map(Assignment::experimentId).toList();
    }

    private static void assertRefused(ThrowingCallable adding, String message) {
        assertThatExceptionOfType(ExperimentException.class)
                .isThrownBy(adding)
                .withMessage(message);
    }

    @Test
    void runsFromItsStartUntilItsEnd() {
        Experiments experiments = experiments(experiment("x").from(START).until(END));

        assertThat(assign(experiments, "home", START - 1)).isEqualTo(Assigned.NOWHERE);
        assertThat(ids(assign(experiments, "home", START))).containsExactly("x");
        assertThat(ids(assign(experiments, "home", END - 1))).containsExactly("x");
        assertThat(assign(experiments, "home", END)).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void runsOnItsSurfacesOnly() {
        Experiments experiments = experiments(experiment("x").on("home", "app"), experiment("y"));

        assertThat(ids(assign(experiments, "home", START))).containsExactly("x", "y");
        assertThat(ids(assign(experiments, "app", START))).containsExactly("x", "y");
        assertThat(ids(assign(experiments, "mail", START))).containsExactly("y");
    }

    @Test
    void putsTogetherWhatTheVariantsChange() {
        Changes popular = new Changes(null, null, null, Map.of("popular", 7));
        Changes rest = new Changes(null, 10, SeenPolicy.DROP, Map.of("catalogue", 0));
        Experiments experiments =
                experiments(
                        experiment("b").of(List.of(new Variant("only", 1.0, popular))),
                        experiment("c").of(List.of(new Variant("only", 1.0, CHALLENGER))),
                        experiment("d").of(List.of(new Variant("only", 1.0, null))),
                        experiment("a").of(List.of(new Variant("only", 1.0, rest))));

        Assigned assigned = assign(experiments, "home", START);

        assertThat(ids(assigned)).containsExactly("a", "b", "c", "d");
        assertThat(assigned.changes())
                .isEqualTo(
                        new Changes(
                                "challenger",
                                10,
                                SeenPolicy.DROP,
                                Map.of("popular", 7, "catalogue", 0)));
    }

    @Test
    void followsSomebodyElseWhereItSaysSo() {
        Experiments experiments = experiments(experiment("x").external().changing(TEN));

        ExternalLookup treatment = id -> Optional.of("treatment");
        assertThat(experiments.assign("ann", "home", START, treatment))
                .isEqualTo(new Assigned(List.of(new Assignment("x", "treatment")), TEN));
        assertThat(experiments.assign("ann", "home", START, ExternalLookup.NONE))
                .isEqualTo(Assigned.NOWHERE);
        assertThat(experiments.assign("ann", "home", START, id -> Optional.of("out")))
                .isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void holdsTheLayerAgainstWhatSomebodyElseSays() {
        Experiments experiments = experiments(experiment("x").external().layer("l", 0, 0.5));
        int in = 0;
        for (int i = 0; i < 1_000; i++) {
            String userId = user(i);
            boolean isIn = new Draws(userId).draw(Draws.layerPrefix("l")) < 0.5;
            Assigned assigned =
                    experiments.assign(userId, "home", START, id -> Optional.of("control"));
            assertThat(assigned.assignments()).hasSize(isIn ? 1 : 0);
            in += isIn ? 1 : 0;
        }
        assertThat(in).isBetween(400, 600);
    }

    @Test
    void isLeftAsItIsByOneMore() {
        Experiments one = experiments(experiment("x"));
        one.with(experiment("y").done(), TestingExperiments.CAPABILITIES);

        assertThat(one.get("x")).contains(experiment("x").done());
        assertThat(one.all()).hasSize(1);
    }

    @Test
    void refusesWhatTheJobCannotDo() {
        assertRefused(
                () -> experiments(experiment("x").changing(changes("challengr", null, Map.of()))),
                "variant 'treatment': changes.modelSlot is 'challengr', expected 'none' or one of"
                        + " [challenger, champion]");
        assertRefused(
                () -> experiments(experiment("x").changing(changes(null, 1_001, Map.of()))),
                "variant 'treatment': changes.k is 1001, expected 1 to 1000");
        assertRefused(
                () -> experiments(experiment("x").changing(changes(null, null, Map.of("p", 1)))),
                "variant 'treatment': changes.quotas names the source 'p', expected one of"
                        + " [catalogue, popular]");
        assertRefused(
                () ->
                        experiments(
                                experiment("x")
                                        .changing(changes(null, null, Map.of("popular", 1_501)))),
                "variant 'treatment': changes.quotas.popular is 1501, expected 0 to 1500");
        assertThat(
                        experiments(
                                        experiment("x")
                                                .changing(
                                                        changes(
                                                                Changes.NO_MODEL,
                                                                1_000,
                                                                Map.of("catalogue", 0))))
                                .all())
                .hasSize(1);
    }

    private static Changes changes(String slot, Integer k, Map<String, Integer> quotas) {
        return new Changes(slot, k, null, quotas);
    }

    @Test
    void refusesUsersOfAnotherExperimentOfTheLayer() {
        Draft running = experiment("x").layer("l", 0, 0.5).from(START).until(END).on("home");

        assertRefused(
                () -> experiments(running, experiment("y").layer("l", 0.4, 1).on("mail")),
                "layer 'l' from 0.4 to 1.0 has users of experiment 'x', which has 'l' from 0.0 to"
                        + " 0.5 at the same time, expected ranges without a user in common");
        assertThat(
                        experiments(
                                        running,
                                        experiment("beside").layer("l", 0.5, 1),
                                        experiment("elsewhere").layer("m", 0, 1),
                                        experiment("later").layer("l", 0, 0.5).from(END),
                                        experiment("before").layer("l", 0, 0.5).until(START))
                                .all())
                .hasSize(5);
    }

    @Test
    void refusesToChangeWhatAnotherLayerChanges() {
        Changes both = new Changes("champion", 5, null, Map.of("popular", 1));
        Changes same = new Changes("challenger", null, SeenPolicy.KEEP, Map.of("popular", 2));
        Draft running = experiment("x").on("home").from(START).until(END).changing(both);

        assertRefused(
                () -> experiments(running, experiment("y").changing(same)),
                "it changes [modelSlot, quotas.popular] as experiment 'x' does in layer 'x' on the"
                        + " same surface at the same time, expected both in one layer with ranges"
                        + " apart, or only one that changes it");
        assertThat(
                        experiments(
                                        running,
                                        experiment("elsewhere").on("mail").changing(same),
                                        experiment("later").on("home").from(END).changing(same),
                                        experiment("other").on("home").until(END).changing(DROP),
                                        experiment("aa"))
                                .all())
                .hasSize(5);
    }

    @Test
    void experimentsOfOneLayerMayChangeTheSame() {
        assertThat(
                        experiments(
                                        experiment("x").layer("l", 0, 0.5).changing(TEN),
                                        experiment("y").layer("l", 0.5, 1).changing(TEN))
                                .all())
                .hasSize(2);
    }

    @Test
    void comparesANewVersionWithTheOthersOnly() {
        Experiments experiments = experiments(experiment("x").layer("l", 0, 0.5).changing(TEN));

        Experiment wider = experiment("x").layer("l", 0, 0.7).changing(TEN).done();

        assertThat(experiments.with(wider, CAPABILITIES).all()).containsExactly(wider);
    }

    @Test
    void aRefusalLeavesWhatWasAccepted() {
        Experiments experiments = experiments(experiment("x").changing(TEN));

        assertThatExceptionOfType(ExperimentException.class)
                .isThrownBy(
                        () -> experiments.with(experiment("y").changing(TEN).done(), CAPABILITIES));

        assertThat(ids(assign(experiments, "home", START))).containsExactly("x");
    }

    @Test
    void aRecordWithoutAStartBeginsWithItsTime() {
        Experiment open = experiment("x").until(END).done();

        assertThat(open.withDefaultStart(START).start()).isEqualTo(START);
        assertThat(open.withDefaultStart(START).withDefaultStart(END + DAY).start())
                .isEqualTo(START);
        assertThat(open.withDefaultStart(END)).isEqualTo(open);
    }

    @Test
    void tellsItsState() {
        Experiment experiment = experiment("x").from(START).until(END).done();

        assertThat(experiment.stateAt(START - 1)).isEqualTo(ExperimentState.SCHEDULED);
        assertThat(experiment.stateAt(START)).isEqualTo(ExperimentState.RUNNING);
        assertThat(experiment.stateAt(END)).isEqualTo(ExperimentState.ENDED);
        assertThat(experiment("x").done().stateAt(0)).isEqualTo(ExperimentState.RUNNING);
    }
}
