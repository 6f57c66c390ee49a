package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.Blend;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.util.List;
import java.util.Optional;

/**
 * In the place of a model where a variant wants none: no window can be ranked by it, so slates are
 * what the candidate generators bring.
 *
 * @param blend that of the model whose place it takes
 */
record CountsAlone(Optional<Blend> blend) implements Ranker {

    private static final ModelId ID = new ModelId(ModelRelease.NO_MODEL, "0");

    @Override
    public ModelId modelId() {
        return ID;
    }

    @Override
    public String provider() {
        return "cpu";
    }

    @Override
    public int windowLength() {
        return 0;
    }

    @Override
    public boolean canRankBy(BehaviourWindow window) {
        return false;
    }

    @Override
    public List<Ranking> rank(List<RankingRequest> requests, int k) {
        throw new IllegalStateException("there is no model to rank by");
    }

    @Override
    public void close() {}
}
