package io.freshet.job.operator;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.experiment.Changes;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.sharing.Shared.Lease;
import io.freshet.job.operator.release.Servable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A model that fills slates: a share in its ranker, and what else goes into a slate with it, for
 * every change that a variant makes. Recipes are for the thread that scores.
 */
final class ServedModel implements Servable {

    /** Experiments come and go; their recipes are cheap to make anew. */
    private static final int MOST_RECIPES = 64;

    private final Lease<Ranker> lease;
    private final Ranker countsAlone;
    private final BiFunction<Ranker, Changes, SlateRecipe> recipes;
    private final Map<Changes, Preparation> preparations = new HashMap<>();

    /**
     * @param recipes makes the recipe of a ranker and a variant's changes
     */
    ServedModel(Lease<Ranker> lease, BiFunction<Ranker, Changes, SlateRecipe> recipes) {
        this.lease = lease;
        this.recipes = recipes;
        this.countsAlone = new CountsAlone(lease.value().blend());
    }

    /**
     * How a slate is made.
     *
     * @param model that it names
     */
    record Preparation(ModelId model, SlateRecipe recipe) {}

    /** How the slate of a variant is made. */
    Preparation preparation(Changes changes) {
        if (preparations.size() >= MOST_RECIPES && !preparations.containsKey(changes)) {
            preparations.clear();
        }
        return preparations.computeIfAbsent(changes, this::prepare);
    }

    private Preparation prepare(Changes changes) {
        Ranker ranker =
                ModelRelease.NO_MODEL.equals(changes.modelSlot()) ? countsAlone : lease.value();
        return new Preparation(ranker.modelId(), recipes.apply(ranker, changes));
    }

    /** Where it runs. */
    String provider() {
        return lease.value().provider();
    }

    @Override
    public ModelId modelId() {
        return lease.value().modelId();
    }

    @Override
    public void close() {
        lease.close();
    }
}
