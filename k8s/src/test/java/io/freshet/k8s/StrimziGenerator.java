package io.freshet.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Strimzi's own generator makes the schemas of its kinds from the annotations of its own classes.
 * Both are compiled for Java 21, and this build runs on 17. They use nothing of 21 but {@code
 * MatchException}, which is never thrown, so a class loader tells them that they are for 17. What
 * they write then is, byte by byte, what they write on a newer Java.
 */
final class StrimziGenerator {

    private static final Path ARTIFACTS = Path.of("target/strimzi");
    private static final String CLASSES = "io.strimzi.api.kafka.model.";
    private static final List<String> KINDS =
            List.of("kafka.Kafka", "nodepool.KafkaNodePool", "topic.KafkaTopic", "user.KafkaUser");

    private StrimziGenerator() {}

    /** The CustomResourceDefinitions of the kinds that are used here. */
    static List<JsonNode> definitions() {
        try {
            Path directory = Files.createDirectories(ARTIFACTS.resolve("crds")).toAbsolutePath();
            List<String> arguments = new ArrayList<>(List.of("--yaml"));
            List<Path> files = new ArrayList<>();
            for (String kind : KINDS) {
                Path file = directory.resolve(kind + ".yaml");
                files.add(file);
                arguments.add(CLASSES + kind + "=" + file);
            }
            generate(arguments);
            return files.stream().map(Yaml::document).toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("Strimzi's generator failed", e);
        }
    }

    /** In a process of its own, because the generator ends the one that it runs in. */
    private static void generate(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", "target/test-classes"));
        command.add(StrimziGenerator.class.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("Strimzi's generator failed: " + said);
        }
    }

    /** What the child does. */
    public static void main(String[] arguments) throws Throwable {
        AsForJava17 loader = new AsForJava17(artifacts());
        Thread.currentThread().setContextClassLoader(loader);
        Method main =
                loader.loadClass("io.strimzi.crdgenerator.CrdGenerator")
                        .getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) arguments);
    }

    private static URL[] artifacts() throws IOException {
        List<URL> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(ARTIFACTS)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                all.add(jar.toUri().toURL());
            }
        }
        return all.toArray(URL[]::new);
    }

    private static final class AsForJava17 extends URLClassLoader {

        private static final int MAJOR_VERSION = 7;
        private static final int JAVA_17 = 61;

        AsForJava17(URL[] jars) {
            super(jars, getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                if (bytes[MAJOR_VERSION] > JAVA_17) {
                    bytes = older(bytes);
                }
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        /** The name that takes the other's place has to be as long, and its class a Throwable. */
        private static byte[] older(byte[] bytes) {
            bytes[MAJOR_VERSION] = JAVA_17;
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .replace("java/lang/MatchException", "java/lang/AssertionError")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
