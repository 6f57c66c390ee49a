package io.freshet.core.scoring.onnx;

/** Where a session runs. */
public enum Provider {
    /** CUDA where it initialises, else the CPU. */
    AUTO,
    /** CUDA or nothing. */
    CUDA,
    /** The CPU. */
    CPU
}
