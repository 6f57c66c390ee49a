package io.freshet.lab.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

/** The threads of this JVM but the bench's own: the one that asks, and those of Kafka's admin. */
final class JobThreads {

    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final String ADMIN = "kafka-admin-client-thread";

    private JobThreads() {}

    /** Bytes that those alive have ever allocated on the heap. */
    static long allocatedBytes() {
        long own = Thread.currentThread().getId();
        long[] ids =
                Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                        .filter(thread -> thread != null && thread.getThreadId() != own)
                        .filter(thread -> !thread.getThreadName().startsWith(ADMIN))
                        .mapToLong(ThreadInfo::getThreadId)
                        .toArray();
        return Arrays.stream(THREADS.getThreadAllocatedBytes(ids)).filter(each -> each > 0).sum();
    }
}
