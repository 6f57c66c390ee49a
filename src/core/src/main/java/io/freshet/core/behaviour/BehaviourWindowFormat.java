package io.freshet.core.behaviour;

import java.util.ArrayList;
import java.util.List;

/**
 * The packed bytes of a behaviour window, as they lie in state.
 *
 * <p>Version 1: a version byte; the revision; the number of event types and each type's name; the
 * number of entries and, oldest first, each entry's time as a difference to the one before, hash (8
 * bytes), index of its type, item id. Numbers are variable-length, 7 bits a byte, low bits first;
 * differences of time are zigzag; strings are UTF-8 behind their length in bytes.
 */
public final class BehaviourWindowFormat {

    private static final int VERSION_1 = 1;
    private static final int NEWEST_VERSION = VERSION_1;

    private BehaviourWindowFormat() {}

    /** The bytes of a window, in the newest version. */
    public static byte[] pack(BehaviourWindow window) {
        List<BehaviourEntry> entries = window.entries();
        List<String> types = new ArrayList<>();
        for (BehaviourEntry entry : entries) {
            if (!types.contains(entry.type())) {
                types.add(entry.type());
            }
        }
        PackedWriter out = new PackedWriter(64 + entries.size() * 32);
        out.octet(NEWEST_VERSION);
        out.number(window.revision());
        out.number(types.size());
        types.forEach(out::string);
        out.number(entries.size());
        long previous = 0;
        for (BehaviourEntry entry : entries) {
            out.signed(entry.timestamp() - previous);
            out.word(entry.eventHash());
            out.number(types.indexOf(entry.type()));
            out.string(entry.itemId());
            previous = entry.timestamp();
        }
        return out.toBytes();
    }

    /**
     * The window that was packed, by whichever supported version.
     *
     * @throws IllegalArgumentException if the bytes are of another version, or damaged
     */
    public static BehaviourWindow unpack(byte[] packed) {
        PackedReader in = PackedReader.of("behaviour window", packed, NEWEST_VERSION);
        BehaviourWindow window = readVersion1(in);
        in.end();
        return window;
    }

    private static BehaviourWindow readVersion1(PackedReader in) {
        long revision = in.number();
        int typeCount = in.count("event types", in.left());
        List<String> types = new ArrayList<>(typeCount);
        for (int i = 0; i < typeCount; i++) {
            types.add(in.string());
        }
        int length = in.count("entries", WindowBounds.LONGEST);
        List<BehaviourEntry> entries = new ArrayList<>(length + 1);
        long timestamp = 0;
        for (int i = 0; i < length; i++) {
            timestamp += in.signed();
            long eventHash = in.word();
            String type = types.get(in.count("event type", types.size() - 1));
            entries.add(new BehaviourEntry(timestamp, eventHash, in.string(), type));
        }
        checkOrder(entries);
        checkRevision(revision, length);
        return BehaviourWindow.restored(revision, entries);
    }

    private static void checkOrder(List<BehaviourEntry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (BehaviourEntry.EVENT_TIME_ORDER.compare(entries.get(i - 1), entries.get(i)) >= 0) {
                throw new IllegalArgumentException(
                        "packed behaviour window has entry "
                                + i
                                + " out of order, expected event-time order");
            }
        }
    }

    private static void checkRevision(long revision, int length) {
        boolean isRight = length == 0 ? revision == 0 : revision >= 1;
        if (!isRight) {
            throw new IllegalArgumentException(
                    "packed behaviour window has revision "
                            + revision
                            + " with "
                            + length
                            + " entries, expected 0 while empty and at least 1 otherwise");
        }
    }
}
