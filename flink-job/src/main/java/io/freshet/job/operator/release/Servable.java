package io.freshet.job.operator.release;

import io.freshet.core.domain.ModelId;

/** A model that can fill slates. Closing it gives back what it holds. */
public interface Servable extends AutoCloseable {

    /** Which model it is. */
    ModelId modelId();

    @Override
    void close();
}
