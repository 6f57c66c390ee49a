package io.freshet.core.scoring.onnx;

import static java.util.Objects.requireNonNull;

import io.freshet.core.bundle.Precision;
import java.io.Serializable;

/**
 * How a session is opened.
 *
 * @param provider where it shall run
 * @param threads CPU threads that one run may use, at least 1
 * @param precision which graph of the bundle it runs
 */
public record OnnxSettings(Provider provider, int threads, Precision precision)
        implements Serializable {

    public OnnxSettings {
        requireNonNull(provider, "provider");
        requireNonNull(precision, "precision");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
    }
}
