package io.freshet.lab.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A stack trace of Flink for people: what was said on the way to its cause, in a line. */
final class JobFailure {

    private static final String CAUSE = "Caused by: ";

    /** The outermost ones are Flink's own, on how tasks and coordinators hang together. */
    private static final int MESSAGES_SHOWN = 2;

    private JobFailure() {}

    /**
     * The last messages of a stack trace, the cause of it all at the end.
     *
     * @return empty if there is no stack trace
     */
    static String inALine(String stackTrace) {
        Set<String> messages = new LinkedHashSet<>();
        for (String line : stackTrace.lines().toList()) {
            if (messages.isEmpty() || line.startsWith(CAUSE)) {
                messages.add(withoutPackage(line.replace(CAUSE, "").strip()));
            }
        }
        List<String> all = List.copyOf(messages);
        return String.join(": ", all.subList(Math.max(0, all.size() - MESSAGES_SHOWN), all.size()));
    }

    private static String withoutPackage(String message) {
        return message.replaceAll("\\b(?:[a-z][a-z0-9_]*\\.)+([A-Z])", "$1");
    }
}
