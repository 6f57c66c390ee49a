package io.freshet.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelStatus.State;
import io.freshet.lab.cluster.LocalClusterExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The moment that matters most; {@code lab releases --faults} has all of them. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FaultTrialIT {

    @RegisterExtension
    static final LocalClusterExtension CLUSTER = new LocalClusterExtension(FaultTrial.PLAN);

    @Test
    void noUserGoesBackWhenATaskManagerIsKilledAtTheSwitch() throws Exception {
        ReleaseTrial.Settings settings =
                new ReleaseTrial.Settings(
                        Path.of(System.getProperty("lab.home"), "demo-bundle"), 100, 2, Map.of());

        FaultTrial.Outcome outcome =
                FaultTrial.play(
                        CLUSTER.cluster(),
                        "switch",
                        CLUSTER.directory(),
                        settings,
                        ReleaseFault.ALL_ARE_READY);

        assertThat(outcome.broken()).isEmpty();
        assertThat(outcome.killed()).isTrue();
        assertThat(outcome.end()).isEqualTo(State.ACTIVE);
        assertThat(outcome.slates()).isPositive();
    }
}
