package io.freshet.lab.console;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.process.ChildProcess;
import io.freshet.lab.process.LoopbackPort;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The console of this build, in a process of its own, with a token made for this run. */
public final class DemoConsole implements AutoCloseable {

    private static final String READY = "console at ";
    private static final int TOKEN_BYTES = 24;

    private final ChildProcess process;
    private final String token;
    private volatile boolean closing;

    private DemoConsole(ChildProcess process, String token) {
        this.process = requireNonNull(process, "process");
        this.token = requireNonNull(token, "token");
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param lab the directory of the lab, beside which the console lies
     * @param log gets what it has to say
     * @param flink REST interface of the job's cluster
     * @param port that is wanted; where it is taken, or 0, any other
     * @throws IOException if it does not come up
     */
    public static DemoConsole start(
            Path lab, Path log, String bootstrapServers, String flink, int port)
            throws IOException {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        List<String> command =
                List.of(
                        lab.resolve("../console/console").toString(),
                        "--bootstrap-servers=" + bootstrapServers,
                        "--flink=" + flink,
                        "--port=" + (LoopbackPort.isFree(port) ? port : 0),
                        "--until-input-ends");
        return new DemoConsole(
                ChildProcess.start(
                        new ChildProcess.Launch(
                                "the console",
                                command,
                                Map.of("FRESHET_CONSOLE_TOKEN", token),
                                log,
                                READY)),
                token);
    }

    /** What to open in a browser; the token in it lets one act as a user. */
    public String address() {
        return process.address() + "/#token=" + token;
    }

    /** Does this, on whichever thread, if it ends before it is closed. */
    public void onEnd(Runnable action) {
        process.handle()
                .onExit()
                .thenRun(
                        () -> {
                            if (!closing) {
                                action.run();
                            }
                        });
    }

    @Override
    public void close() throws IOException {
        closing = true;
        process.close();
    }
}
