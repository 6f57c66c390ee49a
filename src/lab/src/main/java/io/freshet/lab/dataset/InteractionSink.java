package io.freshet.lab.dataset;

import io.freshet.core.domain.Interaction;
import java.io.IOException;

/** Takes interactions one by one. */
@FunctionalInterface
public interface InteractionSink {

    /** Takes the next one. */
    void accept(Interaction interaction) throws IOException;
}
