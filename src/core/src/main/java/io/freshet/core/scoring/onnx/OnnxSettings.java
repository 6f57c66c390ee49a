package io.freshet.core.scoring.onnx;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How a session is opened.
 *
 * @param provider where it shall run
 * @param threads CPU threads that one run may use, at least 1
 */
public record OnnxSettings(Provider provider, int threads) implements Serializable {

    public OnnxSettings {
        requireNonNull(provider, "provider");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
    }
}
