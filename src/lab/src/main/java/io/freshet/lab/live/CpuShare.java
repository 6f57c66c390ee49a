package io.freshet.lab.live;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Which share of the machine's cores is used, by whomever. One span at a time in a process. */
public final class CpuShare {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private CpuShare() {}

    /** Begins a span. */
    public static CpuShare fromNow() {
        // The bean tells the load since it was asked before.
        SYSTEM.getCpuLoad();
        return new CpuShare();
    }

    /** The share over the span, 0 to 1; less than 0 where the machine does not tell. */
    public double untilNow() {
        return SYSTEM.getCpuLoad();
    }
}
