package io.freshet.lab.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that runs as long as anything happens, on all surfaces.
 *
 * @param id its id
 * @param salt that its draws are made with
 * @param shares of its variants
 * @param given the variants of users whom somebody else assigns; null where the job draws for all
 */
public record RunningExperiment(
        String id, String salt, Map<String, Double> shares, @Nullable Map<String, String> given) {

    private static final double STEPS = 1L << 53;

    public RunningExperiment {
        shares = Map.copyOf(shares);
        given = given == null ? null : Map.copyOf(given);
    }

    /** The variant of a user, by the lines of the page for experimenters; empty if not in it. */
    Optional<String> variantOf(String user) {
        return given == null
                ? shares.keySet().stream().max(Comparator.comparingDouble(each -> pull(each, user)))
                : Optional.ofNullable(given.get(user));
    }

    private double pull(String variant, String user) {
        double draw = draw(String.join("\n", "variant", salt, variant, user));
        return draw > 0 ? shares.get(variant) / -Math.log(draw) : 0;
    }

    private static double draw(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >>> 11) / STEPS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }
}
