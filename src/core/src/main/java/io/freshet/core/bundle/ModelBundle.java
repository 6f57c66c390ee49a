package io.freshet.core.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.freshet.core.bundle.Manifest.BundleFile;
import io.freshet.core.bundle.Manifest.ModelFile;
import io.freshet.core.feature.BehaviourEncoder;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model bundle whose files are complete and undamaged. Whether the model gives the right answers
 * on this machine is for the ranker to prove.
 *
 * @param directory where it lies on this machine
 * @param uri where it came from, which is what people call it
 * @param manifest what it says of itself
 * @param vocabulary items by index; position 0 is the item with index 1
 * @param golden vectors that the model must reproduce
 */
public record ModelBundle(
        Path directory,
        String uri,
        Manifest manifest,
        List<String> vocabulary,
        GoldenVectors golden) {

    /** The file that lists the others. */
    public static final String MANIFEST = "manifest.json";

    private static final String ITEMS = "items.txt";
    private static final String GOLDEN = "golden.json";
    private static final Set<String> NECESSARY = Set.of(Manifest.MODEL, ITEMS, GOLDEN);

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public ModelBundle {
        vocabulary = List.copyOf(vocabulary);
    }

    /**
     * Reads a bundle and checks every file against the manifest.
     *
     * @throws BundleException if anything is missing, damaged or not understood
     */
    public static ModelBundle load(Path directory) {
        return load(directory, directory.toString());
    }

    /**
     * Reads the copy of a bundle and checks every file against the manifest.
     *
     * @param uri where it came from; messages name this, and not where the copy lies
     * @throws BundleException if anything is missing, damaged or not understood
     */
    public static ModelBundle load(Path directory, String uri) {
        try {
            return read(directory, uri);
        } catch (BundleException e) {
            throw new BundleException("model bundle " + uri + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BundleException(
                    "model bundle "
                            + uri
                            + " cannot be read: "
                            + named(e.toString(), directory, uri),
                    e);
        }
    }

    private static String named(String message, Path directory, String uri) {
        return message.replace(directory.toString(), uri);
    }

    /** A message about it that names it by its URI, wherever its files lie. */
    public String named(@Nullable String message) {
        return named(String.valueOf(message), directory, uri);
    }

    private static ModelBundle read(Path directory, String uri) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new BundleException(
                    Files.exists(directory)
                            ? "it is a file, expected a directory"
                            : "there is no such directory");
        }
        Manifest manifest = parse(directory.resolve(MANIFEST), Manifest.class);
        if (!manifest.schema().equals(BehaviourEncoder.SCHEMA)) {
            throw new BundleException(
                    MANIFEST
                            + ": schema is '"
                            + manifest.schema()
                            + "', this release encodes '"
                            + BehaviourEncoder.SCHEMA
                            + "'");
        }
        checkFiles(directory, manifest);
        List<String> vocabulary = vocabulary(directory.resolve(ITEMS));
        GoldenVectors golden = parse(directory.resolve(GOLDEN), GoldenVectors.class);
        for (GoldenVectors.Case each : golden.cases()) {
            checkCase(each, manifest, vocabulary);
        }
        return new ModelBundle(directory, uri, manifest, vocabulary, golden);
    }

    /** Lines end with a line feed alone; a carriage return would be read in more than one way. */
    private static List<String> vocabulary(Path path) throws IOException {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new BundleException(ITEMS + " is not UTF-8", e);
        }
        BundleException.unless(!text.isEmpty(), ITEMS + " names no item");
        BundleException.unless(
                text.indexOf('\r') < 0,
                ITEMS + " has a carriage return, expected lines that end with a line feed");
        String lines = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        List<String> vocabulary = List.of(lines.split("\n", -1));
        BundleException.unless(
                !vocabulary.contains(""),
                ITEMS + " has an empty line, number " + (vocabulary.indexOf("") + 1));
        BundleException.unless(
                Set.copyOf(vocabulary).size() == vocabulary.size(), ITEMS + " names an item twice");
        return vocabulary;
    }

    private static void checkCase(
            GoldenVectors.Case golden, Manifest manifest, List<String> vocabulary) {
        BundleException.unless(
                golden.inputs().window() == manifest.windowLength(),
                GOLDEN
                        + ": case '"
                        + golden.name()
                        + "' has a window of "
                        + golden.inputs().window()
                        + ", the manifest says "
                        + manifest.windowLength());
        BundleException.unless(
                golden.inputs().k() <= vocabulary.size(),
                GOLDEN
                        + ": case '"
                        + golden.name()
                        + "' asks for "
                        + golden.inputs().k()
                        + " items, "
                        + ITEMS
                        + " has "
                        + vocabulary.size());
        for (long candidate : golden.inputs().candidate()[0]) {
            BundleException.unless(
                    candidate >= 0 && candidate <= vocabulary.size(),
                    GOLDEN
                            + ": case '"
                            + golden.name()
                            + "' has the candidate "
                            + candidate
                            + ", expected 0 to "
                            + vocabulary.size());
        }
    }

    private static void checkFiles(Path directory, Manifest manifest) throws IOException {
        for (String necessary : NECESSARY) {
            if (manifest.files().stream().noneMatch(file -> file.path().equals(necessary))) {
                throw new BundleException(MANIFEST + " does not list the file " + necessary);
            }
        }
        for (BundleFile file : manifest.files()) {
            checkFile(file.in(directory), file);
        }
    }

    private static void checkFile(Path path, BundleFile file) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BundleException("file " + file.path() + " is missing, the manifest lists it");
        }
        String found = sha256(path);
        if (!found.equalsIgnoreCase(file.sha256())) {
            throw new BundleException(
                    "file "
                            + file.path()
                            + " has sha256 "
                            + found
                            + ", the manifest says "
                            + file.sha256());
        }
    }

    /** The SHA-256 of a file, in hexadecimal digits. */
    public static String sha256(Path path) throws IOException {
        try (InputStream in =
                new DigestInputStream(
                        Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static <T> T parse(Path path, Class<T> type) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BundleException("file " + path.getFileName() + " is missing");
        }
        try {
            T found = JSON.readValue(path.toFile(), type);
            BundleException.unless(
                    found != null, path.getFileName() + " is null, expected an object");
            return found;
        } catch (ValueInstantiationException e) {
            if (e.getCause() instanceof BundleException cause) {
                throw new BundleException(path.getFileName() + ": " + cause.getMessage(), e);
            }
            throw new BundleException(path.getFileName() + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new BundleException(path.getFileName() + ": " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new BundleException(path.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The graph in a precision.
     *
     * @throws BundleException if the bundle does not have it
     */
    public ModelFile model(Precision precision) {
        return manifest.precisions().stream()
                .filter(model -> model.precision().equals(precision.id()))
                .findFirst()
                .orElseGet(() -> unlisted(precision));
    }

    private ModelFile unlisted(Precision precision) {
        BundleException.unless(
                precision == Precision.FP32,
                "model bundle "
                        + uri
                        + " has no model in "
                        + precision.id()
                        + ", its manifest lists "
                        + manifest.precisions().stream().map(ModelFile::precision).toList());
        return new ModelFile(precision.id(), Manifest.MODEL, golden.tolerance());
    }

    /** Where a graph lies. */
    public Path path(ModelFile model) {
        return directory.resolve(model.path());
    }

    /** The item with an index that the model gave, from 1. */
    public String itemAt(long index) {
        return vocabulary.get((int) index - 1);
    }

    /** The encoder that speaks this bundle's vocabulary and event types. */
    public BehaviourEncoder encoder() {
        return new BehaviourEncoder(
                indexFromOne(vocabulary),
                indexFromOne(manifest.eventTypes()),
                manifest.windowLength());
    }

    private static Map<String, Integer> indexFromOne(List<String> names) {
        Map<String, Integer> index = new HashMap<>(names.size() * 2);
        for (String name : names) {
            index.put(name, index.size() + 1);
        }
        return index;
    }
}
