package io.freshet.lab.soak;

import io.freshet.lab.cluster.LocalCluster;
import java.io.IOException;
import java.util.OptionalDouble;

/** Looks at the memory of a TaskManager several times a minute. */
final class TaskManagerGauge {

    private static final String JVM = "Status.JVM.Memory.";
    private static final double MIB = 1 << 20;

    private final LocalCluster cluster;
    private final String member;
    private double leastHeapMib = Double.MAX_VALUE;

    /** Looks from now on. */
    TaskManagerGauge(LocalCluster cluster, String member) throws IOException {
        this.cluster = cluster;
        this.member = member;
        cluster.collectHeap(member);
    }

    /** Used memory grows after a collection: the least of a minute is what lives. */
    void look() throws IOException {
        OptionalDouble used = cluster.taskManagerMetric(member, JVM + "Heap.Used");
        if (used.isPresent()) {
            leastHeapMib = Math.min(leastHeapMib, used.getAsDouble() / MIB);
        }
    }

    /**
     * What a minute came to. The next one begins with a collection of the whole heap: by itself the
     * Java machine leaves what died in the old generation there until much of the heap is full.
     */
    Memory take() throws IOException {
        look();
        ProcessFigures process = ProcessFigures.of(cluster.pid(member).orElseThrow());
        double direct = mib("Direct.MemoryUsed");
        double resident = process.residentBytes() / MIB;
        double known = mib("Heap.Committed") + mib("NonHeap.Committed") + direct;
        Memory memory =
                new Memory(
                        leastHeapMib,
                        resident,
                        Math.max(0, resident - known),
                        direct,
                        process.threads(),
                        process.descriptors());
        leastHeapMib = Double.MAX_VALUE;
        cluster.collectHeap(member);
        return memory;
    }

    private double mib(String metric) throws IOException {
        String name = JVM + metric;
        double bytes =
                cluster.taskManagerMetric(member, name)
                        .orElseThrow(() -> new IOException(member + " does not measure " + name));
        return bytes / MIB;
    }

    /** As in {@link SoakSample}. */
    record Memory(
            double heapMib,
            double residentMib,
            double nativeMib,
            double directMib,
            long threads,
            long descriptors) {}
}
