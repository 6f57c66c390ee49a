package io.freshet.core.behaviour;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow while they are written, without the streams that would take most of the time. */
final class PackedWriter {

    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes;
    private int size;

    PackedWriter(int expectedSize) {
        bytes = new byte[expectedSize];
    }

    void octet(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** 7 bits a byte, low bits first. */
    void number(long number) {
        reserve(LONGEST_NUMBER);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** 8 bytes, high ones first. */
    void word(long word) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (word >>> shift);
        }
    }

    /** UTF-8 behind its length in bytes. */
    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
