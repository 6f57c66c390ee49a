package io.freshet.lab.proof;

import io.freshet.lab.oracle.Verdict;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ListSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Kills one member after the other in random order and at random moments while traffic flows, each
 * of them started again at once, as a supervisor does it. The next one is killed when checkpoints
 * complete again, some of them before the next checkpoint and some after.
 */
public final class Campaign {

    private static final int LONGEST_REST_MILLIS = 2_500;

    private final List<Victim> victims = new ArrayList<>();
    private final UniformRandomProvider random;

    /** A kind of member. */
    public enum Victim {
        TASK_MANAGER,
        BROKER,
        JOB_MANAGER
    }

    /**
     * Of so many kills.
     *
     * @param seed of their order and moments
     */
    public Campaign(int taskManagers, int brokers, int jobManagers, long seed) {
        victims.addAll(Collections.nCopies(taskManagers, Victim.TASK_MANAGER));
        victims.addAll(Collections.nCopies(brokers, Victim.BROKER));
        victims.addAll(Collections.nCopies(jobManagers, Victim.JOB_MANAGER));
        random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        ListSampler.shuffle(random, victims);
    }

    /** How many kills there are. */
    public int kills() {
        return victims.size();
    }

    /** Whom it kills, one after the other. */
    List<Victim> order() {
        return List.copyOf(victims);
    }

    /**
     * Runs on a trial that has begun, and ends it.
     *
     * @param told of each kill, when it was recovered from
     * @throws IOException if slates do not come back, or nothing can be read
     */
    CampaignReport run(Trial trial, BiConsumer<Victim, Recovery> told) throws IOException {
        long start = System.nanoTime();
        trial.awaitCheckpoints(1);
        for (Victim victim : victims) {
            Pause.of(Duration.ofMillis(random.nextInt(LONGEST_REST_MILLIS)));
            kill(victim, trial);
            trial.awaitRecovery();
            trial.awaitCheckpoints(1);
            List<Recovery> all = trial.recoveries();
            told.accept(victim, all.get(all.size() - 1));
        }
        Duration length = Duration.ofNanos(System.nanoTime() - start);
        List<Recovery> recoveries = trial.recoveries();
        Verdict verdict = trial.verdict();
        return CampaignReport.of(victims, recoveries, verdict, length);
    }

    private void kill(Victim victim, Trial trial) throws IOException {
        switch (victim) {
            case TASK_MANAGER -> {
                // Only one that works for the job is worth killing.
                List<String> busy = trial.busyTaskManagers();
                trial.killAndRestart(busy.get(random.nextInt(busy.size())));
            }
            case BROKER -> killAndLaunch(Scenarios.BROKER, trial);
            case JOB_MANAGER -> killAndLaunch(Scenarios.JOB_MANAGER, trial);
        }
    }

    private static void killAndLaunch(String member, Trial trial) throws IOException {
        trial.kill(member);
        trial.launch(member);
    }
}
