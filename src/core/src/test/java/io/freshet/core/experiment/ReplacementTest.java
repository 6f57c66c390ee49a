package io.freshet.core.experiment;

import static io.freshet.core.experiment.TestingExperiments.CAPABILITIES;
import static io.freshet.core.experiment.TestingExperiments.END;
import static io.freshet.core.experiment.TestingExperiments.START;
import static io.freshet.core.experiment.TestingExperiments.TEN;
import static io.freshet.core.experiment.TestingExperiments.experiment;
import static io.freshet.core.experiment.TestingExperiments.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.experiment.TestingExperiments.Draft;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplacementTest {

    private static final Draft RUNNING =
            experiment("x").salt("s").layer("l", 0.2, 0.5).from(START).until(END).on("home");

    private static List<String> warnings(Draft next) {
        return warnings(next, START);
    }

    private static List<String> warnings(Draft next, long at) {
        return Experiments.none().with(RUNNING.done(), CAPABILITIES).warnings(next.done(), at);
    }

    @Test
    void saysNothingOfWhatMovesNobody() {
        assertThat(warnings(RUNNING)).isEmpty();
        assertThat(warnings(RUNNING.layer("l", 0.1, 0.6))).isEmpty();
        assertThat(warnings(RUNNING.on("mail", "home").until(END + 1))).isEmpty();
        assertThat(warnings(RUNNING.on())).isEmpty();
        assertThat(warnings(experiment("another").salt("t"))).isEmpty();
    }

    @Test
    void saysNothingBeforeTheStartAndAfterTheEnd() {
        assertThat(warnings(RUNNING.salt("t"), START - 1)).isEmpty();
        assertThat(warnings(RUNNING.salt("t"), END)).isEmpty();
    }

    @Test
    void saysWhoLeaves() {
        assertThat(warnings(RUNNING.layer("l", 0.2, 0.4)))
                .containsExactly(
                        "users leave: layer 'l' from 0.2 to 0.5 became layer 'l' from 0.2 to 0.4");
        assertThat(warnings(RUNNING.layer("m", 0, 1)))
                .containsExactly(
                        "users leave: layer 'l' from 0.2 to 0.5 became layer 'm' from 0.0 to 1.0");
        assertThat(warnings(RUNNING.on("mail")))
                .containsExactly("slates leave: surfaces [home] became [mail]");
    }

    @Test
    void saysWhoIsAssignedAnew() {
        assertThat(warnings(RUNNING.salt("t")))
                .containsExactly("users are assigned anew: salt became 't'");
        assertThat(warnings(RUNNING.external()))
                .containsExactly("users are assigned anew: by another rule");
    }

    @Test
    void saysHowManyUsersAChangeOfSharesMoves() {
        List<Variant> uneven =
                List.of(new Variant("control", 0.4, null), new Variant("treatment", 0.6, null));
        assertThat(warnings(RUNNING.of(uneven)))
                .containsExactly("10.00 % of its users move to another variant: shares changed");
    }

    @Test
    void saysThatAVariantIsGoneAndThatOneIsAnother() {
        assertThat(warnings(RUNNING.of(List.of(new Variant("treatment", 1.0, TEN)))))
                .containsExactly(
                        "variant 'control' is gone, its users move",
                        "50.00 % of its users move to another variant: shares changed",
                        "variant 'treatment' changes something else than before, its results mix"
                                + " both");
    }

    @Test
    void knowsWhatShareOfUsersMoves() {
        assertThat(moved(shares(0.5, 0.5), shares(0.5, 0.5))).isCloseTo(0, within(1e-12));
        assertThat(moved(shares(0.5, 0.5), shares(0.2, 0.8))).isCloseTo(0.3, within(1e-12));
        assertThat(moved(shares(1, 0), shares(0, 1))).isEqualTo(1);
        assertThat(moved(shares(0.5, 0.3, 0.2), shares(0.6, 0.24, 0.16)))
                .isCloseTo(0.1, within(1e-12));
        assertThat(moved(shares(0.5, 0.3, 0.2), shares(0.4, 0.35, 0.25)))
                .isCloseTo(0.1042, within(1e-4));
    }

    private static double moved(List<Variant> before, List<Variant> after) {
        return new Replacement(RUNNING.of(before).done(), RUNNING.of(after).done()).moved();
    }
}
