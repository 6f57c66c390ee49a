package io.freshet.lab.cluster;

import io.freshet.lab.time.Await;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A process of a cluster, found by the id that was written down when it started. */
final class Member {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RELEASE = Duration.ofSeconds(5);
    private static final Duration RELEASE_POLL = Duration.ofMillis(5);

    private final String name;
    private final ClusterFiles files;

    Member(String name, ClusterFiles files) {
        this.name = name;
        this.files = files;
    }

    /** What can be sent to a process. */
    enum Signal {
        /** Ends it at once; it can do nothing about it. */
        KILL,
        /** Asks it to end. */
        TERM,
        /** It does nothing any more, and its connections stay open. */
        STOP,
        /** It goes on. */
        CONT
    }

    boolean isRunning() throws IOException {
        return process().isPresent();
    }

    OptionalLong pid() throws IOException {
        return process().map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
    }

    /**
     * Sends a signal.
     *
     * @throws IOException if the member does not run
     */
    void send(Signal signal) throws IOException {
        run("kill", "-" + signal.name().toUpperCase(Locale.ROOT), Long.toString(runningPid()));
    }

    /**
     * Lets its Java machine collect the whole heap, and returns when that is done.
     *
     * @throws IOException if the member does not run, or this Java has no {@code jcmd}
     */
    void collectHeap() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(jcmd, Long.toString(runningPid()), "GC.run");
    }

    /** Ends it at once, and returns when it is gone; nothing if it does not run. */
    void kill() throws IOException {
        Optional<ProcessHandle> process = process();
        if (process.isPresent()) {
            send(Signal.KILL);
            await(process.get());
        }
    }

    /**
     * Asks it to end and returns what to {@linkplain #awaitEnd await}; nothing if it does not run.
     */
    Optional<ProcessHandle> askToEnd() throws IOException {
        Optional<ProcessHandle> process = process();
        for (Signal signal : List.of(Signal.CONT, Signal.TERM)) {
            try {
                if (isRunning()) {
                    send(signal);
                }
            } catch (IOException e) {
                // It may have ended by itself meanwhile.
                if (isRunning()) {
                    throw e;
                }
            }
        }
        return process;
    }

    /** Waits until it has ended, and ends it by force if it does not. */
    void awaitEnd(ProcessHandle process) throws IOException {
        try {
            await(process);
        } catch (IOException e) {
            kill();
        }
    }

    /** A process with this id may be another one by now: ids come round. */
    private Optional<ProcessHandle> process() throws IOException {
        OptionalLong pid = files.readPid(name);
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        String arguments = files.arguments(name).toString();
        return ProcessHandle.of(pid.getAsLong())
                .filter(ProcessHandle::isAlive)
                .filter(found -> found.info().commandLine().orElse("").contains(arguments));
    }

    /** Not every member is a child of this process, so it is looked for. */
    private void await(ProcessHandle process) throws IOException {
        Await.until(() -> !isRunning(), PATIENCE, name + " did not end");
        // A process that ends loses its command line before its ports. One that nobody reaps is
        // never gone, but has no ports either.
        long deadline = System.nanoTime() + LONGEST_RELEASE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            Pause.of(RELEASE_POLL);
        }
    }

    private long runningPid() throws IOException {
        return process().orElseThrow(() -> new IOException(name + " does not run")).pid();
    }

    private void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (awaitExit(process) != 0) {
            throw new IOException(
                    String.join(" ", command) + " for " + name + " failed: " + said.strip());
        }
    }

    private int awaitExit(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer of " + name, e);
        }
    }
}
