package io.freshet.lab.dataset;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts any number of interactions in the order of {@link SequencedInteraction#ORDER} with a bounded
 * number of them in memory: sorted runs go to files and are merged.
 */
final class TimeSort implements Closeable {

    /** Takes the sorted ones. */
    @FunctionalInterface
    interface Target {
        void accept(SequencedInteraction interaction) throws IOException;
    }

    private final int runLength;
    private final Path directory;
    private final List<Path> runs = new ArrayList<>();
    private final List<SequencedInteraction> pending = new ArrayList<>();

    /**
     * @param runLength how many interactions stay in memory, at least 1
     */
    TimeSort(int runLength) throws IOException {
        if (runLength < 1) {
            throw new IllegalArgumentException("run length " + runLength + " is below 1");
        }
        this.runLength = runLength;
        this.directory = Files.createTempDirectory("freshet-import");
    }

    void add(SequencedInteraction interaction) throws IOException {
        pending.add(interaction);
        if (pending.size() == runLength) {
            spill();
        }
    }

    /** Gives everything in order; call it once. */
    void drainTo(Target target) throws IOException {
        pending.sort(SequencedInteraction.ORDER);
        if (runs.isEmpty()) {
            for (SequencedInteraction each : pending) {
                target.accept(each);
            }
            return;
        }
        spill();
        merge(target);
    }

    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        Files.deleteIfExists(directory);
    }

    private void spill() throws IOException {
        pending.sort(SequencedInteraction.ORDER);
        Path run = directory.resolve("run-" + runs.size());
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run)))) {
            out.writeInt(pending.size());
            for (SequencedInteraction each : pending) {
                each.write(out);
            }
        }
        pending.clear();
    }

    private void merge(Target target) throws IOException {
        List<Run> open = new ArrayList<>();
        try {
            PriorityQueue<Run> heads = new PriorityQueue<>(Run::compareHeads);
            for (Path path : runs) {
                Run run = new Run(path);
                open.add(run);
                if (run.advance()) {
                    heads.add(run);
                }
            }
            while (!heads.isEmpty()) {
                Run first = heads.remove();
                target.accept(first.head());
                if (first.advance()) {
                    heads.add(first);
                }
            }
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    /** A sorted file that is being read. */
    private static final class Run implements Closeable {

        private final DataInputStream in;
        private final List<SequencedInteraction> head = new ArrayList<>(1);
        private int left;

        Run(Path path) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
            left = in.readInt();
        }

        boolean advance() throws IOException {
            head.clear();
            if (left == 0) {
                return false;
            }
            left--;
            head.add(SequencedInteraction.read(in));
            return true;
        }

        SequencedInteraction head() {
            return head.get(0);
        }

        static int compareHeads(Run one, Run other) {
            return SequencedInteraction.ORDER.compare(one.head(), other.head());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
