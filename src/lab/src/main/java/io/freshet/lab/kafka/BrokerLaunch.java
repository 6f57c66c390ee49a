package io.freshet.lab.kafka;

import io.freshet.lab.broker.BrokerClassPath;
import io.freshet.lab.broker.BrokerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** How Java starts a broker. */
public final class BrokerLaunch {

    private BrokerLaunch() {}

    /**
     * Java's arguments from the class path on; more for the broker may follow.
     *
     * @param directory holds the broker's data
     * @param port of the loopback interface; 0 for a free one
     */
    public static List<String> arguments(Path directory, int port) throws IOException {
        String classPath =
                BrokerClassPath.entries().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                "-cp",
                classPath,
                BrokerProcess.class.getName(),
                "--dir",
                directory.toAbsolutePath().toString(),
                "--port",
                Integer.toString(port));
    }
}
