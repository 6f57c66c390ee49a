package io.freshet.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A program that a test runs: one of {@code src/test/tools}, or of this machine. */
record Tool(Path program) {

    private static final Path INSTALLED = Repository.DOCKER.resolve("target/tools");

    /** What a program said, on either output, and how it ended. */
    record Result(int code, String output) {}

    /** One that the build installs. */
    static Tool installed(String name) {
        return new Tool(INSTALLED.resolve("bin").resolve(name));
    }

    /** One that this machine has, or has not. */
    static Optional<Tool> ofMachine(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Tool::new)
                .findFirst();
    }

    /** A file of a Python package that the build installs, by its end. */
    static Path packaged(String end) throws IOException {
        try (var files = Files.walk(INSTALLED.resolve("lib"))) {
            return files.filter(file -> file.endsWith(end))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + end + " in " + INSTALLED));
        }
    }

    /** Runs it in the directory {@code docker}. */
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(Repository.DOCKER.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
