package io.freshet.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of the repository; tests run in the directory {@code docker}. */
final class Repository {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path DOCKER = ROOT.resolve("docker");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Repository() {}

    /** A file by its path from the root. */
    static String read(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String path) {
        try {
            return JSON.readTree(read(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With its anchors and merges resolved. */
    static JsonNode yaml(String path) {
        Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(read(path));
        return JSON.valueToTree(loaded);
    }

    /** A version that the build pins. */
    static String property(String name) {
        Matcher found =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(read("pom.xml"));
        if (!found.find()) {
            throw new IllegalArgumentException("pom.xml has no property " + name);
        }
        return found.group(1);
    }

    /** Whether a module has the source of this class. */
    static boolean hasClass(String name) {
        String file = "src/main/java/" + name.replace('.', '/') + ".java";
        for (String module : new String[] {"flink-job", "src/core", "src/console", "src/lab"}) {
            if (Files.exists(ROOT.resolve(module).resolve(file))) {
                return true;
            }
        }
        return false;
    }
}
