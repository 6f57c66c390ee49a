package io.freshet.lab;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a broker asks of its clients, as Kafka's own tools are told it. */
final class CommandConfig {

    private static final String NAME = "--command-config";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description =
                    "Properties of Kafka's clients, for TLS and SASL, as its own tools take them.")
    private @Nullable Path file;

    /**
     * The properties; none where no file is given.
     *
     * @throws IOException if the file cannot be read, or is no properties file
     */
    Map<String, String> properties() throws IOException {
        Properties found = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                found.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        NAME + " is " + file + ", expected a properties file: " + reason(e), e);
            }
        }
        Map<String, String> properties = new TreeMap<>();
        found.stringPropertyNames().forEach(each -> properties.put(each, found.getProperty(each)));
        return properties;
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission to read it";
        }
        return String.valueOf(e.getMessage());
    }
}
