package io.freshet.lab.proof;

import io.freshet.lab.cluster.ClusterPlan;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.oracle.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.flink.util.FileUtils;

/** A cluster on which scenarios are played one after the other. */
public final class ProofBench {

    /** What it is made for: ZooKeeper, a JobManager and two TaskManagers of two slots. */
    public static final ClusterPlan PLAN =
            ClusterPlan.small().withHighAvailability(1).withTaskManagers(2, 2);

    private final LocalCluster cluster;
    private final Path bundle;
    private final AtomicInteger trials = new AtomicInteger();

    private ProofBench(LocalCluster cluster, Path bundle) {
        this.cluster = cluster;
        this.bundle = bundle;
    }

    /**
     * On a running cluster of the {@link #PLAN}.
     *
     * @param directory for a copy of the bundle, which scenarios move away
     */
    public static ProofBench on(LocalCluster cluster, Path directory, Path bundle)
            throws IOException {
        Path copy = directory.toAbsolutePath().resolve("bundle");
        FileUtils.copy(
                new org.apache.flink.core.fs.Path(bundle.toAbsolutePath().toUri()),
                new org.apache.flink.core.fs.Path(copy.toUri()),
                false);
        return new ProofBench(cluster, copy);
    }

    /** Plays a scenario with traffic by a seed; what is still down is started first. */
    public Outcome play(Scenario scenario, long seed) throws IOException {
        TrialSettings settings = scenario.settings().apply(TrialSettings.ordinary(seed));
        String name = scenario.name() + '-' + trials.incrementAndGet();
        long start = System.nanoTime();
        Verdict verdict = null;
        String problem = null;
        boolean isPossible = true;
        List<Recovery> recoveries = List.of();
        try {
            tidyUp();
            try (Trial trial = Trial.begin(cluster, name, bundle, settings)) {
                scenario.play().on(trial);
                recoveries = trial.recoveries();
                verdict = trial.verdict();
            }
        } catch (NotPossibleHereException e) {
            isPossible = false;
            problem = e.getMessage();
        } catch (IOException | RuntimeException e) {
            problem = e.toString();
        }
        return new Outcome(
                scenario,
                verdict,
                problem,
                isPossible,
                settings.promise(),
                recoveries,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Runs a campaign.
     *
     * @param seed of the traffic
     * @param exactlyOnce whether slates are written in transactions
     * @param told of each kill, when it was recovered from
     */
    public CampaignReport run(
            Campaign campaign,
            long seed,
            boolean exactlyOnce,
            BiConsumer<Campaign.Victim, Recovery> told)
            throws IOException {
        TrialSettings ordinary = TrialSettings.ordinary(seed);
        try (Trial trial =
                Trial.begin(
                        cluster,
                        "campaign-" + trials.incrementAndGet(),
                        bundle,
                        exactlyOnce ? ordinary.inTransactions() : ordinary)) {
            return campaign.run(trial, told);
        }
    }

    /** What an earlier scenario left broken. */
    private void tidyUp() throws IOException {
        List<String> running = cluster.running();
        for (String member : PLAN.members()) {
            if (!running.contains(member)) {
                cluster.startMember(member);
            }
        }
        for (String jobId : cluster.rest().runningJobs()) {
            cluster.rest().cancel(jobId);
        }
    }
}
