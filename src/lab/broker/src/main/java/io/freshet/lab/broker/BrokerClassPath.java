package io.freshet.lab.broker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The class path of the broker's JVM, as the build wrote it down. It refers to no Kafka class, so
 * that a process with another version of Kafka's classes can ask it.
 */
public final class BrokerClassPath {

    private static final String RESOURCE = "classpath";

    private BrokerClassPath() {}

    /** The entries in order: this module first, then what it needs. */
    public static List<Path> entries() throws IOException {
        List<Path> entries = new ArrayList<>();
        entries.add(thisModule());
        for (String entry : resource().split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (!Files.exists(path)) {
                throw new IOException(
                        "the broker's class path names "
                                + path
                                + ", which is not there; build the lab on this machine");
            }
            entries.add(path);
        }
        return entries;
    }

    private static Path thisModule() throws IOException {
        try {
            return Path.of(
                    BrokerClassPath.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the broker module lies at no file: " + e.getMessage(), e);
        }
    }

    private static String resource() throws IOException {
        try (InputStream in = BrokerClassPath.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(
                        "the broker module was built without its class path; build it with Maven");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
