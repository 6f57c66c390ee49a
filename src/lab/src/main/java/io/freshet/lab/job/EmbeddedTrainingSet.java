package io.freshet.lab.job;

import io.freshet.job.TrainingSetJob;
import io.freshet.job.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The batch job that writes the training set, in a Flink cluster inside this JVM. */
public final class EmbeddedTrainingSet {

    private EmbeddedTrainingSet() {}

    /**
     * Writes the training set of an event log.
     *
     * @param directory for temporary files
     * @param options of the job, the event log and the output among them
     * @throws IOException if the job fails
     * @throws IllegalArgumentException if an option is missing, unknown or not permitted
     */
    public static void write(Path directory, Map<String, String> options) throws IOException {
        Configuration configuration = ClusterConfiguration.of(directory, 1, options);
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration)) {
            TrainingSetJob.define(environment, configuration);
            environment.execute("Freshet training set");
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException(
                    "the training set could not be written: "
                            + ExceptionUtils.getRootCauseMessage(e),
                    e);
        }
    }
}
