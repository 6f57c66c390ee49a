package io.freshet.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The time, and the CPU time of this process and its broker, since it was started. */
final class Stopwatch {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long startNanos = System.nanoTime();
    private final long startCpuNanos = cpuNanos();

    /** How fast something was done since the start. */
    Rate rateOf(long done) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuMicros = (cpuNanos() - startCpuNanos) / 1e3;
        return new Rate(done / seconds, cpuMicros / Math.max(1, done));
    }

    private static long cpuNanos() {
        // The broker is a child.
        return SYSTEM.getProcessCpuTime()
                + ProcessHandle.current()
                        .children()
                        .mapToLong(child -> nanosOf(child.info()))
                        .sum();
    }

    private static long nanosOf(ProcessHandle.Info process) {
        return process.totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
