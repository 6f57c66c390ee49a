package io.freshet.core.behaviour;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 + entries.size() * 24);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(NEWEST_VERSION);
            writeNumber(out, window.revision());
            writeNumber(out, types.size());
            for (String type : types) {
                writeString(out, type);
            }
            writeNumber(out, entries.size());
            long previous = 0;
            for (BehaviourEntry entry : entries) {
                writeNumber(out, zigzag(entry.timestamp() - previous));
                out.writeLong(entry.eventHash());
                writeNumber(out, types.indexOf(entry.type()));
                writeString(out, entry.itemId());
                previous = entry.timestamp();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The window that was packed, by whichever supported version.
     *
     * @throws IllegalArgumentException if the bytes are of another version, or damaged
     */
    public static BehaviourWindow unpack(byte[] packed) {
        if (packed.length == 0) {
            throw new IllegalArgumentException("packed behaviour window has no bytes");
        }
        if (packed[0] != VERSION_1) {
            throw new IllegalArgumentException(
                    "packed behaviour window is of version "
                            + packed[0]
                            + "; this release reads versions "
                            + VERSION_1
                            + " to "
                            + NEWEST_VERSION);
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1))) {
            BehaviourWindow window = readVersion1(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException(
                        "packed behaviour window has " + in.available() + " bytes too many");
            }
            return window;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "packed behaviour window of " + packed.length + " bytes ends too early", e);
        }
    }

    private static BehaviourWindow readVersion1(DataInputStream in) throws IOException {
        long revision = readNumber(in);
        int typeCount = readCount(in, "event types", in.available());
        List<String> types = new ArrayList<>(typeCount);
        for (int i = 0; i < typeCount; i++) {
            types.add(readString(in));
        }
        int length = readCount(in, "entries", WindowBounds.LONGEST);
        List<BehaviourEntry> entries = new ArrayList<>(length + 1);
        long timestamp = 0;
        for (int i = 0; i < length; i++) {
            timestamp += unzigzag(readNumber(in));
            long eventHash = in.readLong();
            String type = types.get(readCount(in, "event type", types.size() - 1));
            entries.add(new BehaviourEntry(timestamp, eventHash, readString(in), type));
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

    private static int readCount(DataInputStream in, String what, int most) throws IOException {
        long count = readNumber(in);
        if (count < 0 || count > most) {
            throw new IllegalArgumentException(
                    "packed behaviour window names "
                            + count
                            + " as "
                            + what
                            + ", expected 0 to "
                            + most);
        }
        return (int) count;
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(out, utf8.length);
        out.write(utf8);
    }

    private static String readString(DataInputStream in) throws IOException {
        byte[] utf8 = new byte[readCount(in, "bytes of a string", in.available())];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void writeNumber(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readNumber(DataInputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = in.readUnsignedByte();
            number |= (long) (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("packed behaviour window has a number over 64 bits");
    }

    private static long zigzag(long number) {
        return (number << 1) ^ (number >> 63);
    }

    private static long unzigzag(long number) {
        return (number >>> 1) ^ -(number & 1);
    }
}
