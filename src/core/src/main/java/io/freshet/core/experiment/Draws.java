package io.freshet.core.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One user's draws: numbers from 0 to below 1 that are the same on every platform, and for
 * different prefixes as good as independent. A draw is the first 53 bits of SHA-256 of the prefix
 * and the user's id in UTF-8, as a fraction.
 *
 * <p>A prefix is {@code layer\n<layer>\n} or {@code variant\n<salt>\n<variant>\n}. The first word
 * says how many parts follow, none of them holds a line feed, and the id is all the rest: so two
 * different questions never hash the same text, whatever is in the id.
 *
 * <p>For one thread.
 */
final class Draws {

    /**
     * Cloned for every user: a look-up among the security providers would cost more than a draw.
     */
    private static final MessageDigest PROTOTYPE = sha256();

    private static final double ONE = 1L << 53;

    private final MessageDigest digest;
    private final byte[] userId;
    private final byte[] hash = new byte[32];
    private final ByteBuffer bits = ByteBuffer.wrap(hash);

    Draws(String userId) {
        this.userId = userId.getBytes(UTF_8);
        try {
            digest = (MessageDigest) PROTOTYPE.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this platform's SHA-256 has no clone", e);
        }
    }

    /** What is hashed before the user's id to learn whether a layer's part has the user. */
    static byte[] layerPrefix(String layer) {
        return ("layer\n" + layer + '\n').getBytes(UTF_8);
    }

    /** What is hashed before the user's id to learn how much a variant pulls. */
    static byte[] variantPrefix(String salt, String variant) {
        return ("variant\n" + salt + '\n' + variant + '\n').getBytes(UTF_8);
    }

    /** The user's draw for a prefix. */
    double draw(byte[] prefix) {
        digest.update(prefix);
        digest.update(userId);
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 does not fit into 32 bytes", e);
        }
        return (bits.getLong(0) >>> 11) / ONE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
