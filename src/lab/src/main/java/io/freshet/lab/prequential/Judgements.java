package io.freshet.lab.prequential;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a log is judged, and how the references did.
 *
 * @param judged in the order of the log
 * @param fromMillis time of the first event that may be judged
 * @param references by name, in the order in which they are shown
 */
record Judgements(List<Judged> judged, long fromMillis, Map<String, Marks> references) {

    Judgements {
        judged = List.copyOf(judged);
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    }

    int size() {
        return judged.size();
    }

    /** How many have items of a group. */
    int members(Group group) {
        return (int) judged.stream().filter(each -> each.targets(group).length > 0).count();
    }

    List<MethodScores> referenceScores() {
        return references.entrySet().stream()
                .map(each -> each.getValue().scores(each.getKey(), judged))
                .toList();
    }
}
