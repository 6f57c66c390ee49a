package io.freshet.core.behaviour;

import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link PackedWriter} wrote. Every method throws {@link IllegalArgumentException} if
 * the bytes end too early.
 */
public final class PackedReader {

    private final String what;
    private final byte[] bytes;
    private int position;

    private PackedReader(String what, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
    }

    /**
     * Behind the version that the bytes begin with.
     *
     * @param what the bytes are, for messages
     * @throws IllegalArgumentException if they are of a version that is not from 1 to {@code
     *     newest}
     */
    public static PackedReader of(String what, byte[] bytes, int newest) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("packed " + what + " has no bytes");
        }
        if (bytes[0] < 1 || bytes[0] > newest) {
            throw new IllegalArgumentException(
                    "packed "
                            + what
                            + " is of version "
                            + bytes[0]
                            + "; this release reads versions 1 to "
                            + newest);
        }
        PackedReader reader = new PackedReader(what, bytes);
        reader.position = 1;
        return reader;
    }

    /** That nothing is left. */
    public void end() {
        if (left() > 0) {
            throw new IllegalArgumentException(
                    "packed " + what + " has " + left() + " bytes too many");
        }
    }

    /** Bytes that were not read yet. */
    public int left() {
        return bytes.length - position;
    }

    public long number() {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            int octet = bytes[position++];
            number |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("packed " + what + " has a number over 64 bits");
    }

    /** A number that may be below 0. */
    public long signed() {
        long zigzag = number();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /**
     * A number that counts something.
     *
     * @throws IllegalArgumentException if it is not from 0 to {@code most}
     */
    public int count(String counted, int most) {
        long count = number();
        if (count < 0 || count > most) {
            throw new IllegalArgumentException(
                    "packed "
                            + what
                            + " names "
                            + count
                            + " as "
                            + counted
                            + ", expected 0 to "
                            + most);
        }
        return (int) count;
    }

    public long word() {
        need(Long.BYTES);
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << 8 | (bytes[position++] & 0xff);
        }
        return word;
    }

    public String string() {
        int length = count("bytes of a string", bytes.length);
        need(length);
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    private void need(int more) {
        if (left() < more) {
            throw new IllegalArgumentException(
                    "packed " + what + " of " + bytes.length + " bytes ends too early");
        }
    }
}
