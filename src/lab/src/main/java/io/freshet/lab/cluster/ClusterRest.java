package io.freshet.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.time.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** Flink's REST interface, asked at whichever JobManager answers. */
public final class ClusterRest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SAVEPOINT_PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
    private final List<Integer> ports;

    ClusterRest(List<Integer> ports) {
        this.ports = List.copyOf(ports);
    }

    /** Whether a TaskManager of this id has registered. */
    boolean hasTaskManager(String id) throws IOException {
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            if (each.path("id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a JobManager answers. */
    public boolean answers() {
        try {
            return get("/overview").has("taskmanagers");
        } catch (IOException e) {
            return false;
        }
    }

    /** Ids of the jobs that have not ended. */
    public List<String> runningJobs() throws IOException {
        List<String> running = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (!List.of("FINISHED", "CANCELED", "FAILED").contains(job.path("state").asText())) {
                running.add(job.path("jid").asText());
            }
        }
        return running;
    }

    /** Such as {@code RUNNING} or {@code RESTARTING}. */
    public String jobState(String jobId) throws IOException {
        return get("/jobs/" + jobId).path("state").asText();
    }

    /** The stack trace that a job failed or was restarted with last; empty if it never was. */
    String lastFailure(String jobId) throws IOException {
        return get("/jobs/" + jobId + "/exceptions?maxExceptions=1")
                .path("exceptionHistory")
                .path("entries")
                .path(0)
                .path("stacktrace")
                .asText();
    }

    /** Whether all tasks of a job run. */
    public boolean allTasksRun(String jobId) throws IOException {
        JsonNode job = get("/jobs/" + jobId);
        return job.path("state").asText().equals("RUNNING")
                && job.path("vertices").size() > 0
                && StreamSupport.stream(job.path("vertices").spliterator(), false)
                        .allMatch(
                                vertex ->
                                        vertex.path("tasks").path("RUNNING").asInt()
                                                == vertex.path("parallelism").asInt());
    }

    /** Ids of the TaskManagers that work for a job. */
    Set<String> taskManagersOf(String jobId) throws IOException {
        Set<String> found = new TreeSet<>();
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            String path = "/jobs/" + jobId + "/vertices/" + vertex.path("id").asText();
            for (JsonNode subtask : get(path).path("subtasks")) {
                found.add(subtask.path("taskmanager-id").asText());
            }
        }
        return found;
    }

    /**
     * How often a job was restarted since the JobManager that leads now took it: by the attempts of
     * a task, because metrics may be as old as the timeout of a TaskManager that is gone.
     */
    public long restarts(String jobId) throws IOException {
        String vertex = get("/jobs/" + jobId).path("vertices").path(0).path("id").asText();
        return get("/jobs/" + jobId + "/vertices/" + vertex)
                .path("subtasks")
                .path(0)
                .path("attempt")
                .asLong();
    }

    /** Checkpoints and savepoints that a job has completed. */
    public long completedCheckpoints(String jobId) throws IOException {
        return checkpoints(jobId).path("counts").path("completed").asLong();
    }

    /** Checkpoints that a job has given up. */
    public long failedCheckpoints(String jobId) throws IOException {
        return checkpoints(jobId).path("counts").path("failed").asLong();
    }

    /** The statistics of a job's checkpoints as Flink gives them. */
    public JsonNode checkpoints(String jobId) throws IOException {
        return get("/jobs/" + jobId + "/checkpoints");
    }

    /** A number that a TaskManager measures; empty if it does not. */
    public OptionalDouble taskManagerMetric(String taskManager, String name) throws IOException {
        JsonNode found = get("/taskmanagers/" + taskManager + "/metrics?get=" + name);
        return found.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(found.path(0).path("value").asDouble());
    }

    /**
     * Stops a job with a savepoint.
     *
     * @return where the savepoint is
     * @throws IOException if it fails or takes too long
     */
    String stop(String jobId) throws IOException {
        String request =
                send("POST", "/jobs/" + jobId + "/stop", Map.of("drain", false))
                        .path("request-id")
                        .asText();
        String path = "/jobs/" + jobId + "/savepoints/" + request;
        Await.until(
                () -> get(path).path("status").path("id").asText().equals("COMPLETED"),
                SAVEPOINT_PATIENCE,
                "job " + jobId + " did not stop with a savepoint");
        JsonNode operation = get(path).path("operation");
        if (!operation.has("location")) {
            throw new IOException(
                    "job "
                            + jobId
                            + " did not stop: "
                            + operation.path("failure-cause").path("stack-trace").asText());
        }
        return operation.path("location").asText();
    }

    /** Cancels a job and returns when it has ended. */
    public void cancel(String jobId) throws IOException {
        Await.until(
                () -> {
                    if (runningJobs().contains(jobId)) {
                        send("PATCH", "/jobs/" + jobId + "?mode=cancel", Map.of());
                        return false;
                    }
                    return true;
                },
                SAVEPOINT_PATIENCE,
                "job " + jobId + " was not cancelled");
    }

    JsonNode get(String path) throws IOException {
        return send("GET", path, Map.of());
    }

    private JsonNode send(String method, String path, Map<String, Object> body) throws IOException {
        IOException last = new IOException("there is no JobManager to ask");
        for (int port : ports) {
            try {
                return send(port, method, path, body);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private JsonNode send(int port, String method, String path, Map<String, Object> body)
            throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE)
                        .method(
                                method,
                                method.equals("POST")
                                        ? BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))
                                        : BodyPublishers.noBody())
                        .build();
        HttpResponse<byte[]> response;
        try {
            response = client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking Flink", e);
        }
        if (response.statusCode() >= 400) {
            throw new IOException(
                    method
                            + " "
                            + path
                            + " gives "
                            + response.statusCode()
                            + ": "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(response.body());
    }
}
