package io.freshet.job.config;

/** Arguments of a job's main: there are none, so that options have one place. */
public final class JobArguments {

    private JobArguments() {}

    /**
     * Refuses arguments.
     *
     * @throws ConfigurationException if there are any
     */
    public static void refuse(String[] arguments) {
        if (arguments.length > 0) {
            throw new ConfigurationException(
                    "the job takes no arguments but was given '"
                            + String.join(" ", arguments)
                            + "'; set options with -Drecommender.KEY=VALUE");
        }
    }
}
