package io.freshet.core.behaviour;

import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link PackedWriter} wrote. Every method throws {@link IllegalArgumentException} if
 * the bytes end too early.
 */
final class PackedReader {

    private final byte[] bytes;
    private int position;

    PackedReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Bytes that were not read yet. */
    int left() {
        return bytes.length - position;
    }

    long number() {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            int octet = bytes[position++];
            number |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("packed behaviour window has a number over 64 bits");
    }

    /**
     * A number that counts something.
     *
     * @throws IllegalArgumentException if it is not from 0 to {@code most}
     */
    int count(String what, int most) {
        long count = number();
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

    long word() {
        need(Long.BYTES);
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << 8 | (bytes[position++] & 0xff);
        }
        return word;
    }

    String string() {
        int length = count("bytes of a string", bytes.length);
        need(length);
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    private void need(int more) {
        if (left() < more) {
            throw new IllegalArgumentException(
                    "packed behaviour window of " + bytes.length + " bytes ends too early");
        }
    }
}
