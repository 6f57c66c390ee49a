package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

/**
 * Which variant of an experiment a user has.
 *
 * @param experimentId the experiment
 * @param variant the name of the variant in it
 */
public record Assignment(String experimentId, String variant) {

    public Assignment {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(variant, "variant");
    }
}
