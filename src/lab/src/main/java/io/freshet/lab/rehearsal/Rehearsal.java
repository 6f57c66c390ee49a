package io.freshet.lab.rehearsal;

import static io.freshet.lab.rehearsal.ExperimentRecord.ATTENTION;
import static io.freshet.lab.rehearsal.ExperimentRecord.BETTER;
import static io.freshet.lab.rehearsal.ExperimentRecord.CHALLENGER;
import static io.freshet.lab.rehearsal.ExperimentRecord.POPULAR;
import static io.freshet.lab.rehearsal.ExperimentRecord.SAME;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.experiment.Experiments;
import io.freshet.job.config.ExperimentOptions;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.demo.DemoExperiment;
import io.freshet.lab.experiment.ExperimentRecords;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.release.BundleCopy;
import io.freshet.lab.release.BundleIdentity;
import io.freshet.lab.release.ReleaseStory;
import io.freshet.lab.release.ReleaseTrial;
import io.freshet.lab.release.SpoiledBundle;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything live at once, on a cluster of processes: a model is released, experiments begin, what
 * is wrong with models and experiments is refused while they run, they end, and their figures say
 * what is known to be true. Every step is checked.
 */
public final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** So far ahead experiments are told, so that all subtasks know them when they begin. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private static final FigureChecks.Pair NOTHING = new FigureChecks.Pair("A/A", SAME, "b", "a");

    private static final FigureChecks.Pair MODEL =
            new FigureChecks.Pair("A/B", BETTER, ATTENTION, POPULAR);

    private static final int SLATES_AFTER_THE_END = 200;

    private static final ModelId NO_MODEL = new ModelId(ModelRelease.NO_MODEL, "0");

    private final ReleaseTrial trial;
    private final Path bundle;
    private final Path files;
    private final Story story;
    private final ExperimentSteps experiments;
    private final FigureChecks figures;
    private final String bootstrapServers;
    private final Clock clock = Clock.systemUTC();

    private Rehearsal(
            ReleaseTrial trial,
            Path bundle,
            Path files,
            Story story,
            ExperimentRecords records,
            String bootstrapServers) {
        this.trial = trial;
        this.bundle = bundle;
        this.files = files;
        this.story = story;
        this.experiments = new ExperimentSteps(records, story, clock);
        this.bootstrapServers = bootstrapServers;
        ExperimentFeeds feeds =
                new ExperimentFeeds(
                        bootstrapServers,
                        trial.topics().experimentMetrics(),
                        trial.topics().outcomes(),
                        Set.copyOf(ExperimentOptions.CLICKS.defaultValue()));
        this.figures = new FigureChecks(feeds, story);
    }

    /**
     * Runs it on a cluster with one TaskManager.
     *
     * @param files for copies of the bundle; {@code DIR} in the lines of the story
     * @param time how long the experiments run
     * @param told gets each line of the story, and what stands in the topics at its end
     * @return what was not as it must be; empty if all was
     * @throws IOException if the job does not begin
     */
    public static List<String> on(
            LocalCluster cluster,
            Path files,
            ReleaseTrial.Settings settings,
            Duration time,
            Consumer<String> told)
            throws IOException {
        String directory = files.toAbsolutePath().toString();
        Story story =
                new Story(line -> told.accept(line.replace(directory, "DIR")), System::nanoTime);
        String bootstrapServers = cluster.plan().bootstrapServers();
        try (ReleaseTrial trial =
                        ReleaseTrial.begin(
                                cluster,
                                "rehearsal",
                                settings.withDefaults(DemoExperiment.OPTIONS));
                ExperimentRecords records =
                        ExperimentRecords.open(
                                KafkaAccess.plain(bootstrapServers),
                                trial.topics().experiments(),
                                trial.topics().experimentStatus())) {
            story.tell("a job runs, users act, slates come");
            Rehearsal rehearsal =
                    new Rehearsal(
                            trial, settings.bundle(), files, story, records, bootstrapServers);
            try {
                rehearsal.play(time);
            } catch (IOException e) {
                story.check(false, "the story goes on to its end", e.getMessage());
            }
            new TopicContents(bootstrapServers, trial.topics(), told).tell();
        }
        return story.broken();
    }

    private void play(Duration time) throws IOException {
        Pause.of(WARM_UP);
        ModelId challenger = release();
        long start = clock.millis() + AHEAD.toMillis();
        long end = start + time.toMillis();
        ExperimentRecord same = ExperimentRecord.same(start, end);
        ExperimentRecord better = ExperimentRecord.better(start, end);
        CarriedVariants carried = carried(List.of(same, better), challenger);
        try (RecommendationFeed feed =
                RecommendationFeed.openAtEnd(
                        bootstrapServers, trial.topics().recommendations(), carried)) {
            experiments.begin(same, start);
            experiments.begin(better, start);
            experiments.awaitBegin(same, start);
            experiments.awaitBegin(better, start);
            for (ExperimentRecord each : ExperimentRecord.refused()) {
                experiments.refuse(each);
            }
            awaitCarried(carried, "both experiments go on");
            for (SpoiledBundle each : SpoiledBundle.values()) {
                reject(each, challenger);
            }
            awaitCarried(carried, "both experiments go on");
            story.check(clock.millis() < end, "all of this while they run", "");
            watch(end);
            experiments.awaitEnd(same, end);
            experiments.awaitEnd(better, end);
            story.await(
                    () -> carried.slatesAfterwards() >= SLATES_AFTER_THE_END,
                    PATIENCE,
                    SLATES_AFTER_THE_END + " slates come of what happens after the end");
            story.tell("the traffic stops");
            trial.finish();
            feed.awaitCaughtUp(PATIENCE);
        }
        judgeSlates(carried);
        figures.check(NOTHING, Verdict.NO_DIFFERENCE, PATIENCE);
        figures.check(MODEL, Verdict.BETTER, PATIENCE);
    }

    private CarriedVariants carried(List<ExperimentRecord> all, ModelId challenger)
            throws IOException {
        BundleIdentity first = BundleIdentity.of(bundle);
        trial.log().expect(NO_MODEL);
        return new CarriedVariants(
                Experiments.accepted(all.stream().map(ExperimentRecord::experiment).toList()),
                Map.of(
                        ModelRelease.DEFAULT_SLOT,
                        new ModelId(first.name(), first.version()),
                        CHALLENGER,
                        challenger,
                        ModelRelease.NO_MODEL,
                        NO_MODEL));
    }

    /** A second model begins a slot of its own. */
    private ModelId release() throws IOException {
        ModelRelease release =
                BundleCopy.of(bundle, files.resolve("challenger").toAbsolutePath(), "2")
                        .release(CHALLENGER);
        trial.log().expect(release.modelId());
        story.tell("release of " + release.modelId() + " for the slot " + CHALLENGER);
        ReleaseTrial.Followed followed =
                trial.release(release, status -> story.tell(ReleaseStory.line(status)));
        story.check(
                followed.end().state() == ModelStatus.State.ACTIVE
                        && release.modelId().equals(followed.end().serving()),
                "it serves the slot " + CHALLENGER,
                ReleaseStory.line(followed.end()));
        return release.modelId();
    }

    /** Slates of what happens from now on carry both. */
    private void awaitCarried(CarriedVariants carried, String what) {
        long now = clock.millis();
        story.await(
                () -> carried.newestIngested(SAME) > now && carried.newestIngested(BETTER) > now,
                PATIENCE,
                what);
    }

    /** A release that is spoiled; slates come meanwhile, of the model before. */
    private void reject(SpoiledBundle spoiled, ModelId before) throws IOException {
        ModelRelease release =
                spoiled.make(bundle, files.resolve(spoiled.version()).toAbsolutePath(), CHALLENGER);
        ReleaseTrial.Followed followed = trial.release(release, status -> {});
        ModelStatus end = followed.end();
        story.check(
                end.state() == ModelStatus.State.REJECTED
                        && String.valueOf(end.reason()).contains(spoiled.reason())
                        && before.equals(end.serving()),
                "spoiled bundle (" + spoiled.title() + ')',
                ReleaseStory.line(end));
        trial.awaitFresh();
    }

    /** Whoever looks all the time is not misled. */
    private void watch(long end) throws IOException {
        while (clock.millis() + BETWEEN_LOOKS.toMillis() < end) {
            Pause.of(BETWEEN_LOOKS);
            figures.tell(NOTHING);
            figures.tell(MODEL);
        }
    }

    private void judgeSlates(CarriedVariants carried) throws IOException {
        story.check(
                carried.wrong() == 0,
                "every slate carries the variants that the records give its user, none after"
                        + " their end, and names the variant's model",
                carried.line());
        List<String> strangers = trial.log().strangers();
        story.check(
                strangers.isEmpty(),
                "no slate names a model that was rejected",
                strangers.isEmpty() ? "" : strangers.toString());
        long restarts = trial.restarts();
        story.check(restarts == 0, "the job was never restarted", restarts + " restarts");
    }
}
