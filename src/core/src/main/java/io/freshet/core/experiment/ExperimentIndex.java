package io.freshet.core.experiment;

import io.freshet.core.domain.Assignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Experiments laid out for the question that every slate asks: which of them is this user in, on
 * this surface, now. What is hashed before the user's id is made once; a user's draw for a layer is
 * made once for all experiments of the layer, and one for a variant only where the user is in.
 */
final class ExperimentIndex {

    private final Map<String, List<Entry>> bySurface = new HashMap<>();
    private final List<Entry> elsewhere;
    private final int layers;

    /**
     * @param experiments in the order in which assignments are wanted
     */
    ExperimentIndex(Collection<Experiment> experiments) {
        Map<String, Integer> layerNumbers = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        Set<String> surfaces = new HashSet<>();
        for (Experiment each : experiments) {
            Integer number = layerNumbers.get(each.layer().name());
            if (number == null) {
                number = layerNumbers.size();
                layerNumbers.put(each.layer().name(), number);
            }
            entries.add(new Entry(each, number));
            surfaces.addAll(each.surfaces());
        }
        for (String surface : surfaces) {
            bySurface.put(surface, entries.stream().filter(each -> each.runsOn(surface)).toList());
        }
        elsewhere = entries.stream().filter(Entry::runsEverywhere).toList();
        layers = layerNumbers.size();
    }

    Assigned assign(String userId, String surface, long atMillis, ExternalLookup external) {
        List<Entry> entries = bySurface.getOrDefault(surface, elsewhere);
        if (entries.isEmpty()) {
            return Assigned.NOWHERE;
        }
        LayeredDraws draws = new LayeredDraws(userId, layers);
        List<Assignment> assignments = new ArrayList<>(entries.size());
        Changes changes = Changes.NONE;
        for (Entry entry : entries) {
            Optional<Variant> variant = entry.variant(draws, atMillis, external);
            if (variant.isPresent()) {
                assignments.add(entry.assignment(variant.get()));
                changes = changes.and(variant.get().changes());
            }
        }
        return assignments.isEmpty() ? Assigned.NOWHERE : new Assigned(assignments, changes);
    }

    /** A user's draws, made when first asked for. */
    private static final class LayeredDraws {
        private final String userId;
        private final double[] layers;
        private final boolean[] isDrawn;
        private Draws draws;

        LayeredDraws(String userId, int layers) {
            this.userId = userId;
            this.layers = new double[layers];
            isDrawn = new boolean[layers];
        }

        Draws all() {
            if (draws == null) {
                draws = new Draws(userId);
            }
            return draws;
        }

        double layer(int number, byte[] prefix) {
            if (!isDrawn[number]) {
                layers[number] = all().draw(prefix);
                isDrawn[number] = true;
            }
            return layers[number];
        }
    }

    private static final class Entry {
        private final Experiment experiment;
        private final int layerNumber;
        private final byte[] layerPrefix;
        private final VariantDraw variantDraw;

        Entry(Experiment experiment, int layerNumber) {
            this.experiment = experiment;
            this.layerNumber = layerNumber;
            layerPrefix = Draws.layerPrefix(experiment.layer().name());
            variantDraw = new VariantDraw(experiment.salt(), experiment.variants());
        }

        boolean runsEverywhere() {
            return experiment.surfaces().isEmpty();
        }

        boolean runsOn(String surface) {
            return runsEverywhere() || experiment.surfaces().contains(surface);
        }

        Optional<Variant> variant(LayeredDraws draws, long atMillis, ExternalLookup external) {
            if (experiment.stateAt(atMillis) != ExperimentState.RUNNING || !holds(draws)) {
                return Optional.empty();
            }
            if (experiment.assignment() == AssignmentRule.EXTERNAL) {
                return external.variant(experiment.experimentId()).flatMap(experiment::variant);
            }
            return Optional.of(variantDraw.of(draws.all()));
        }

        private boolean holds(LayeredDraws draws) {
            Layer layer = experiment.layer();
            return layer.holdsAll() || layer.holds(draws.layer(layerNumber, layerPrefix));
        }

        Assignment assignment(Variant variant) {
            return new Assignment(experiment.experimentId(), variant.name());
        }
    }
}
