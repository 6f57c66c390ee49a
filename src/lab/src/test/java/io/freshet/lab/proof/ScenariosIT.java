package io.freshet.lab.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.freshet.lab.cluster.LocalClusterExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that every build plays; {@code lab prove} plays all of them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScenariosIT {

    @RegisterExtension
    static final LocalClusterExtension CLUSTER = new LocalClusterExtension(ProofBench.PLAN);

    private static final long SEED = 1;

    private static ProofBench bench;

    static List<Scenario> inEveryBuild() {
        return Scenarios.all().stream().filter(Scenario::inEveryBuild).toList();
    }

    @BeforeAll
    static void putUpTheBench() throws IOException {
        bench = ProofBench.on(CLUSTER.cluster(), CLUSTER.directory(), Path.of("demo-bundle"));
    }

    @ParameterizedTest
    @MethodSource("inEveryBuild")
    void keepsAllPromises(Scenario scenario) throws IOException {
        Outcome outcome = bench.play(scenario, SEED);

        assumeTrue(outcome.isPossible(), outcome::summary);
        assertThat(outcome.isGood()).as(outcome.summary()).isTrue();
    }
}
