package io.freshet.lab.soak;

import io.freshet.lab.cluster.LocalCluster;
import java.io.IOException;
import java.util.OptionalDouble;

/** Looks at the memory of a TaskManager several times a minute. */
public final class TaskManagerGauge {

    private static final String JVM = "Status.JVM.Memory.";
    private static final double MIB = 1 << 20;

    private final LocalCluster cluster;
    private final String member;
    private double leastHeapMib = Double.MAX_VALUE;

    /** Looks from now on. */
    public TaskManagerGauge(LocalCluster cluster, String member) throws IOException {
        this.cluster = cluster;
        this.member = member;
        cluster.collectHeap(member);
    }

    /** What was seen until now does not count; a collection was just made. */
    public void forget() {
        leastHeapMib = Double.MAX_VALUE;
    }

    /** Used memory grows after a collection: the least of a minute is what lives. */
    public void look() throws IOException {
        OptionalDouble used = cluster.taskManagerMetric(member, JVM + "Heap.Used");
        if (used.isPresent()) {
            leastHeapMib = Math.min(leastHeapMib, used.getAsDouble() / MIB);
        }
    }

    /**
     * What a minute came to. The next one begins with a collection of the whole heap: by itself the
     * Java machine leaves what died in the old generation there until much of the heap is full.
     */
    public Memory take() throws IOException {
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
    public record Memory(
            double heapMib,
            double residentMib,
            double nativeMib,
            double directMib,
            long threads,
            long descriptors) {}
}
