package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Where an item of a slate comes from.
 *
 * @param source the candidate generator that brings it
 * @param reasons the window items that weighed, heaviest first
 */
public record Origin(String source, List<Reason> reasons) {

    public Origin {
        requireNonNull(source, "source");
        reasons = List.copyOf(reasons);
    }
}
