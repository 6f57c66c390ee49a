package io.freshet.core.behaviour;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow while they are written, without the streams that would take most of the time. */
public final class PackedWriter {

    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes;
    private int size;

    /**
     * @param expectedSize bytes, which may be too few
     */
    public PackedWriter(int expectedSize) {
        bytes = new byte[expectedSize];
    }

    /** One byte, such as a version or a flag. */
    public void octet(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** 7 bits a byte, low bits first. */
    public void number(long number) {
        reserve(LONGEST_NUMBER);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** As a number: zigzag, so that small ones are short on both sides of 0. */
    public void signed(long number) {
        number((number << 1) ^ (number >> 63));
    }

    /** 8 bytes, high ones first. */
    public void word(long word) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (word >>> shift);
        }
    }

    /** UTF-8 behind its length in bytes. */
    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    /** What another one has so far. */
    public void all(PackedWriter other) {
        reserve(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** A copy of all that was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
