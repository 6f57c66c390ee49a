package io.freshet.job.operator;

import static io.freshet.core.domain.ModelRelease.DEFAULT_SLOT;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.experiment.Changes;
import io.freshet.job.operator.ServedModel.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores a batch whose users have different variants: those that want the same share a run of the
 * session. For one thread.
 */
final class VariantScoring {

    /**
     * What goes into a slate.
     *
     * @param model that scored it
     */
    record Made(ModelId model, List<SlateItem> slots) {}

    /**
     * What goes into each request's slate, in their order.
     *
     * @param serving the model of each slot; who wants a slot that has none gets the default one
     */
    List<Made> score(List<ScoringRequest> requests, Map<String, ServedModel> serving) {
        Map<Changes, List<Integer>> places = new LinkedHashMap<>();
        for (int place = 0; place < requests.size(); place++) {
            Changes changes = requests.get(place).assigned().changes();
            places.computeIfAbsent(changes, absent -> new ArrayList<>()).add(place);
        }
        Made[] made = new Made[requests.size()];
        places.forEach((changes, whose) -> score(requests, whose, of(changes, serving), made));
        return Arrays.asList(made);
    }

    private static Preparation of(Changes changes, Map<String, ServedModel> serving) {
        ServedModel standard = serving.get(DEFAULT_SLOT);
        return changes.modelSlot() == null
                ? standard.preparation(changes)
                : serving.getOrDefault(changes.modelSlot(), standard).preparation(changes);
    }

    private static void score(
            List<ScoringRequest> requests, List<Integer> whose, Preparation how, Made[] made) {
        List<List<SlateItem>> slots =
                how.recipe().slots(whose.stream().map(requests::get).toList());
        for (int i = 0; i < slots.size(); i++) {
            made[whose.get(i)] = new Made(how.model(), slots.get(i));
        }
    }
}
