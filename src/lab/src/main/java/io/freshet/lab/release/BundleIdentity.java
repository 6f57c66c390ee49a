package io.freshet.lab.release;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a release must say of a bundle; whether the bundle is sound is for the job to find out.
 *
 * @param sha256 of its {@code manifest.json}
 * @param name of the model
 * @param version of the model
 */
public record BundleIdentity(String sha256, String name, String version) {

    private static final String MANIFEST = "manifest.json";

    private static final TopicValue<NamedModel> MODELS = TopicValue.of(NamedModel.class);

    /** Some fields of a manifest. */
    record NamedModel(String name, String version) {}

    public BundleIdentity {
        requireNonNull(sha256, "sha256");
        requireNonNull(name, "name");
        requireNonNull(version, "version");
    }

    /**
     * Of a directory or a zip file.
     *
     * @throws IllegalArgumentException if it is neither, or has no manifest with a name and version
     */
    public static BundleIdentity of(Path bundle) throws IOException {
        byte[] manifest = manifest(bundle);
        NamedModel model;
        try {
            model = MODELS.read(manifest);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "manifest.json of " + bundle + " cannot be read: " + e.getMessage(), e);
        }
        if (model.name() == null || model.version() == null) {
            throw new IllegalArgumentException(
                    "manifest.json of "
                            + bundle
                            + " has the name "
                            + model.name()
                            + " and the version "
                            + model.version()
                            + ", expected both");
        }
        return new BundleIdentity(sha256(manifest), model.name(), model.version());
    }

    private static byte[] manifest(Path bundle) throws IOException {
        if (Files.isDirectory(bundle)) {
            Path manifest = bundle.resolve(MANIFEST);
            if (!Files.isRegularFile(manifest)) {
                throw new IllegalArgumentException(bundle + " has no manifest.json");
            }
            return Files.readAllBytes(manifest);
        }
        if (!Files.isRegularFile(bundle)) {
            throw new IllegalArgumentException(
                    bundle
                            + " is not there; of a bundle that is elsewhere say --uri, --sha256,"
                            + " --name and --model-version");
        }
        return zipped(bundle);
    }

    private static byte[] zipped(Path bundle) throws IOException {
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            ZipEntry entry = zip.getEntry(MANIFEST);
            if (entry == null) {
                throw new IllegalArgumentException(
                        bundle + " has no manifest.json at its top, as a bundle has");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readAllBytes();
            }
        } catch (java.util.zip.ZipException e) {
            throw new IllegalArgumentException(
                    bundle + " is neither a directory nor a zip file: " + e.getMessage(), e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The word that it is to take over a slot. */
    public ModelRelease release(String slot, String uri) {
        return new ModelRelease(slot, uri, sha256, name, version);
    }
}
