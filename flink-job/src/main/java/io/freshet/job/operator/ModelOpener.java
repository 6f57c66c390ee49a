package io.freshet.job.operator;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.experiment.Changes;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.CountsAtHand;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.sharing.Shared;
import io.freshet.core.sharing.Shared.Lease;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.WindowOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Makes models ready to fill slates. For any thread. */
final class ModelOpener {

    private final Shared<ModelSource, Ranker> rankers;
    private final MicroBatchOperatorFactory.Settings settings;
    private final CountsAtHand counts;
    private final Path copies;
    private final Supplier<List<ScoringRequest>> recent;

    /**
     * @param copies where copies of released bundles lie
     * @param recent requests that were scored together a moment ago
     */
    ModelOpener(
            Shared<ModelSource, Ranker> rankers,
            MicroBatchOperatorFactory.Settings settings,
            CountsAtHand counts,
            Path copies,
            Supplier<List<ScoringRequest>> recent) {
        this.rankers = rankers;
        this.settings = settings;
        this.counts = counts;
        this.copies = copies;
        this.recent = recent;
    }

    /**
     * The model of the configuration.
     *
     * @throws BundleException if it is not sound
     */
    ServedModel configured() {
        return open(
                new ModelSource.Configured(
                        Path.of(settings.scoring().bundle()), settings.scoring().onnx()));
    }

    /**
     * A released model, fetched, proven, and warm at the shapes in use.
     *
     * @throws BundleException if it cannot serve, with the reason
     */
    ServedModel open(ModelRelease release) {
        return open(source(release));
    }

    /**
     * That a release which is new can be had again when this machine is gone.
     *
     * @throws BundleException if it does not lie where it says
     */
    void check(ModelRelease release) {
        MicroBatchOperatorFactory.fetcher(source(release)).checkOrigin(release);
    }

    private ModelSource.Released source(ModelRelease release) {
        return new ModelSource.Released(
                release, copies, settings.releases(), settings.scoring().onnx());
    }

    private ServedModel open(ModelSource source) {
        Lease<Ranker> lease = rankers.lease(source);
        try {
            Ranker ranker = lease.value();
            BundleException.unless(
                    ranker.windowLength() <= settings.windowLength(),
                    "model "
                            + ranker.modelId()
                            + " reads "
                            + ranker.windowLength()
                            + " entries, expected at most the "
                            + settings.windowLength()
                            + " of "
                            + WindowOptions.MAX_LENGTH.key());
            warmUp(recipe(ranker, Changes.NONE));
            return new ServedModel(lease, this::recipe);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    private SlateRecipe recipe(Ranker ranker, Changes changes) {
        CandidateSettings candidates = settings.candidates().with(changes.quotas());
        int slots = changes.k() == null ? settings.slate().size() : changes.k();
        SeenPolicy seen = changes.seen() == null ? settings.slate().seen() : changes.seen();
        return new SlateRecipe(
                ranker,
                CandidateSetup.merger(candidates, settings.counts(), ranker.blend()),
                counts,
                new SlateAssembler(slots, seen),
                candidates.catalogue());
    }

    /** Sessions take memory, and choose how to compute, at the first run of each shape. */
    private void warmUp(SlateRecipe recipe) {
        List<ScoringRequest> requests = recent.get();
        for (int size = requests.size(); size > 0; size /= 2) {
            recipe.slots(requests.subList(0, size));
        }
    }
}
