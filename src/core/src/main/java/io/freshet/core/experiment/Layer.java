package io.freshet.core.experiment;

import org.jspecify.annotations.Nullable;

/**
 * A part of all users: those whose draw for this layer is in the range. Experiments that share a
 * layer have parts without a user in common, experiments of different layers overlap by chance.
 *
 * @param name of the layer
 * @param from where the part begins, 0 to 1; null stands for 0
 * @param to where it ends, itself outside, above {@code from}, at most 1; null stands for 1
 */
public record Layer(String name, @Nullable Double from, @Nullable Double to) {

    public Layer {
        Names.require(name, "layer.name");
        from = from == null ? 0.0 : from;
        to = to == null ? 1.0 : to;
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new ExperimentException(
                    "layer '"
                            + name
                            + "' is from "
                            + from
                            + " to "
                            + to
                            + ", expected 0 <= from < to <= 1");
        }
    }

    /** All users. */
    public static Layer whole(String name) {
        return new Layer(name, 0.0, 1.0);
    }

    /** Whether no draw is outside. */
    boolean holdsAll() {
        return from == 0 && to == 1;
    }

    /** Whether a user with this draw is in the part. */
    boolean holds(double draw) {
        return from <= draw && draw < to;
    }

    /** Whether every user of the other part is in this one. */
    boolean covers(Layer other) {
        return name.equals(other.name) && from <= other.from && other.to <= to;
    }

    /** Whether a user can be in both parts of one layer. */
    boolean overlaps(Layer other) {
        return name.equals(other.name) && from < other.to && other.from < to;
    }

    /** For people: the name and the range. */
    @Override
    public String toString() {
        return "'" + name + "' from " + from + " to " + to;
    }
}
