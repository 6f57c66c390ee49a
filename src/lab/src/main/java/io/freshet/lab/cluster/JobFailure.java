package io.freshet.lab.cluster;

import java.util.ArrayList;
import java.util.List;

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
        List<String> messages = new ArrayList<>();
        for (String line : stackTrace.lines().toList()) {
            if (messages.isEmpty() || line.startsWith(CAUSE)) {
                String message = withoutPackage(line.replace(CAUSE, "").strip());
                // Who only wraps a cause repeats what it says.
                messages.removeIf(each -> each.endsWith(message));
                messages.add(message);
            }
        }
        int first = Math.max(0, messages.size() - MESSAGES_SHOWN);
        return String.join("; caused by ", messages.subList(first, messages.size()));
    }

    private static String withoutPackage(String message) {
        return message.replaceAll("\\b(?:[a-z][a-z0-9_]*\\.)+([A-Z])", "$1");
    }
}
