package io.freshet.lab.soak;

/**
 * A minute of a soak. Memory is the TaskManager's.
 *
 * @param minute since the beginning, at its end
 * @param eventsPerSecond sent
 * @param slatesPerSecond read
 * @param freshP50Millis from an event to its slate
 * @param freshP99Millis from an event to its slate
 * @param heapMib used, the least of a minute that began with a collection: what lives
 * @param residentMib of the process
 * @param nativeMib resident, less what the Java machine has committed for itself and direct buffers
 * @param directMib of direct buffers
 * @param threads of the process
 * @param descriptors of open files and connections
 * @param users who have state
 * @param stateBytesPerUser of the newest checkpoint, all of it
 * @param checkpointMib that the newest checkpoint added
 * @param checkpointMillis that the newest checkpoint took
 */
public record SoakSample(
        double minute,
        double eventsPerSecond,
        double slatesPerSecond,
        double freshP50Millis,
        double freshP99Millis,
        double heapMib,
        double residentMib,
        double nativeMib,
        double directMib,
        long threads,
        long descriptors,
        long users,
        double stateBytesPerUser,
        double checkpointMib,
        long checkpointMillis) {

    private static final String HEADER =
            String.format(
                    "%6s %8s %8s %7s %7s %7s %7s %7s %7s %7s %5s %7s %8s %7s %6s",
                    "minute",
                    "events/s",
                    "slates/s",
                    "p50 ms",
                    "p99 ms",
                    "heap",
                    "RSS",
                    "native",
                    "direct",
                    "threads",
                    "files",
                    "users",
                    "B/user",
                    "chk MiB",
                    "chk ms");

    /** What the columns of a line are; memory in MiB. */
    public static String header() {
        return HEADER;
    }

    /** A line below the header. */
    public String line() {
        return String.format(
                "%6.1f %8.0f %8.0f %7.1f %7.1f %7.1f %7.1f %7.1f %7.1f %7d %5d %7d %8.0f %7.2f %6d",
                minute,
                eventsPerSecond,
                slatesPerSecond,
                freshP50Millis,
                freshP99Millis,
                heapMib,
                residentMib,
                nativeMib,
                directMib,
                threads,
                descriptors,
                users,
                stateBytesPerUser,
                checkpointMib,
                checkpointMillis);
    }
}
