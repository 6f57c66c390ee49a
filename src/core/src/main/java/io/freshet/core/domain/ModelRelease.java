package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The word that a model is to take over a slot: one record of the {@code models} topic.
 *
 * @param slot what it is to serve: {@value #DEFAULT_SLOT}, or a name that variants of experiments
 *     use
 * @param uri where the bundle lies, a directory or a zip file, in any file system that Flink has
 * @param sha256 of the bundle's {@code manifest.json}, which in turn lists that of every other file
 * @param name of the model, as the manifest has it
 * @param version of the model, as the manifest has it
 */
public record ModelRelease(String slot, String uri, String sha256, String name, String version)
        implements Serializable {

    /** The slot of everybody who is in no experiment that says otherwise. */
    public static final String DEFAULT_SLOT = "default";

    /** Not a slot: variants name it to have no model at all. */
    public static final String NO_MODEL = "none";

    private static final Pattern SLOT = Pattern.compile("[a-zA-Z0-9._-]{1,64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    public ModelRelease {
        check(slot, "slot");
        check(uri, "uri");
        check(sha256, "sha256");
        check(name, "name");
        check(version, "version");
        if (!isSlot(slot)) {
            throw new IllegalArgumentException(
                    "slot is '"
                            + slot
                            + "', expected 1 to 64 letters, digits, '.', '_' and '-', and not '"
                            + NO_MODEL
                            + "'");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 is '" + sha256 + "', expected 64 hexadecimal digits");
        }
    }

    private static void check(String value, String field) {
        requireNonNull(value, () -> field + " is missing, expected a string");
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " is blank, expected a string");
        }
    }

    /** Whether a slot can have this name. */
    public static boolean isSlot(String name) {
        return SLOT.matcher(name).matches() && !name.equals(NO_MODEL);
    }

    /** Which model it brings. */
    public ModelId modelId() {
        return new ModelId(name, version);
    }
}
