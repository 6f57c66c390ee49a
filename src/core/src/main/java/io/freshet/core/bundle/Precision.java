package io.freshet.core.bundle;

import java.util.Locale;

/** How the weights of a graph are stored; a bundle may have its model in several. */
public enum Precision {
    /** As PyTorch trained them. Every bundle has it. */
    FP32,
    /** Half as long: for GPUs. */
    FP16,
    /** A quarter as long: for CPUs with VNNI. */
    INT8;

    /** Its name in a manifest. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
