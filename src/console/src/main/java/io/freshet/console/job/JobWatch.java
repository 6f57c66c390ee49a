package io.freshet.console.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.console.job.JobFigures.Checkpoints;
import io.freshet.console.job.JobFigures.Spread;
import io.freshet.console.job.JobFigures.Tasks;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a JobManager how the recommender stands. Of several jobs the one that scores in
 * micro-batches, of several such the one that runs, then the newest.
 */
public final class JobWatch {

    /** How the job calls the operator, in the names of vertices and of metrics. */
    private static final String SCORING = "Score in micro-batches";

    private static final List<String> HISTOGRAMS =
            List.of("batchSize", "scoringMicros", "windowUpdateMicros");
    private static final List<String> GAUGES =
            List.of("requestsWaiting", "scoringOnCuda", "pendingRecords");
    private static final List<String> PERCENTILES = List.of("median", "p99", "max");

    private final FlinkRest flink;

    /** Where each metric is found, of the job that was looked at last. */
    private final Map<String, Place> places = new HashMap<>();

    private @Nullable String jobOfPlaces;
    private volatile @Nullable JobFigures latest;

    /**
     * @param address of the JobManager's REST interface, such as {@code http://localhost:8081}
     */
    public JobWatch(URI address) {
        this.flink = new FlinkRest(requireNonNull(address, "address"));
    }

    private record Place(String vertex, String metric) {}

    /** What it was when it was asked last; null before that. */
    public @Nullable JobFigures latest() {
        return latest;
    }

    /** Asks; takes some ten milliseconds, or seconds where nobody answers. */
    public void look() {
        try {
            latest = ask();
        } catch (IOException e) {
            String message = e.getMessage();
            latest = JobFigures.failed(message == null ? "no connection" : message);
        }
    }

    private JobFigures ask() throws IOException {
        Optional<JsonNode> found = job();
        if (found.isEmpty()) {
            return JobFigures.failed("the JobManager knows no job that scores in micro-batches");
        }
        JsonNode job = found.get();
        String id = job.path("jid").asText();
        findPlaces(id, job);
        Map<String, Double> values = values(id);
        JsonNode checkpoints = flink.get("jobs/" + id + "/checkpoints");
        JsonNode completed = checkpoints.path("latest").path("completed");
        return new JobFigures(
                null,
                job.path("name").asText(),
                job.path("state").asText(),
                job.path("start-time").asLong(),
                tasks(job),
                restarts(id),
                spread(values, "batchSize"),
                spread(values, "scoringMicros"),
                spread(values, "windowUpdateMicros"),
                whole(values.get("requestsWaiting")),
                whole(completed.path("state_size")),
                whole(values.get("pendingRecords")),
                values.containsKey("scoringOnCuda") ? values.get("scoringOnCuda") > 0 : null,
                new Checkpoints(
                        checkpoints.path("counts").path("completed").asLong(),
                        checkpoints.path("counts").path("failed").asLong(),
                        whole(completed.path("latest_ack_timestamp")),
                        whole(completed.path("end_to_end_duration")),
                        whole(completed.path("checkpointed_size"))));
    }

    private Optional<JsonNode> job() throws IOException {
        JsonNode best = null;
        for (JsonNode each : flink.get("jobs/overview").path("jobs")) {
            JsonNode job = flink.get("jobs/" + FlinkRest.encoded(each.path("jid").asText()));
            boolean scores = false;
            for (JsonNode vertex : job.path("vertices")) {
                scores |= vertex.path("name").asText().contains(SCORING);
            }
            if (scores && (best == null || isBetter(job, best))) {
                best = job;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isBetter(JsonNode job, JsonNode than) {
        boolean runs = job.path("state").asText().equals("RUNNING");
        boolean other = than.path("state").asText().equals("RUNNING");
        return runs == other
                ? job.path("start-time").asLong() > than.path("start-time").asLong()
                : runs;
    }

    private static Tasks tasks(JsonNode job) {
        int running = 0;
        int total = 0;
        for (JsonNode vertex : job.path("vertices")) {
            running += vertex.path("tasks").path("RUNNING").asInt();
            total += vertex.path("parallelism").asInt();
        }
        return new Tasks(running, total);
    }

    private @Nullable Long restarts(String id) throws IOException {
        JsonNode found = flink.get("jobs/" + id + "/metrics?get=numRestarts");
        return found.isEmpty() ? null : Long.valueOf(found.get(0).path("value").asLong());
    }

    /**
     * Names of metrics carry their operator's name in front, so they are looked for by their end.
     */
    private void findPlaces(String id, JsonNode job) throws IOException {
        if (id.equals(jobOfPlaces) && places.size() == wanted().size()) {
            return;
        }
        places.clear();
        jobOfPlaces = id;
        for (JsonNode vertex : job.path("vertices")) {
            String vertexId = vertex.path("id").asText();
            for (JsonNode metric : flink.get(metricsOf(id, vertexId))) {
                String name = metric.path("id").asText();
                for (String each : wanted()) {
                    if (name.endsWith("." + each)) {
                        places.put(each, new Place(vertexId, name));
                    }
                }
            }
        }
    }

    private static List<String> wanted() {
        List<String> wanted = new ArrayList<>(GAUGES);
        for (String histogram : HISTOGRAMS) {
            PERCENTILES.forEach(each -> wanted.add(histogram + "_" + each));
        }
        return wanted;
    }

    private Map<String, Double> values(String id) throws IOException {
        Map<String, List<String>> byVertex = new HashMap<>();
        Map<Place, String> names = new HashMap<>();
        places.forEach(
                (name, place) -> {
                    byVertex.computeIfAbsent(place.vertex(), vertex -> new ArrayList<>())
                            .add(FlinkRest.encoded(place.metric()));
                    names.put(place, name);
                });
        Map<String, Double> values = new HashMap<>();
        for (Map.Entry<String, List<String>> each : byVertex.entrySet()) {
            String get = "?get=" + String.join(",", each.getValue());
            for (JsonNode metric : flink.get(metricsOf(id, each.getKey()) + get)) {
                String name = names.get(new Place(each.getKey(), metric.path("id").asText()));
                if (name != null) {
                    String of = GAUGES.contains(name) ? "sum" : "max";
                    values.put(name, metric.path(of).asDouble());
                }
            }
        }
        return values;
    }

    private static String metricsOf(String id, String vertex) {
        return "jobs/" + id + "/vertices/" + vertex + "/subtasks/metrics";
    }

    private static @Nullable Spread spread(Map<String, Double> values, String histogram) {
        Double p50 = values.get(histogram + "_median");
        Double p99 = values.get(histogram + "_p99");
        Double max = values.get(histogram + "_max");
        return p50 == null || p99 == null || max == null ? null : new Spread(p50, p99, max);
    }

    private static @Nullable Long whole(@Nullable Double value) {
        return value == null ? null : Long.valueOf(value.longValue());
    }

    private static @Nullable Long whole(JsonNode value) {
        return value.isNumber() ? Long.valueOf(value.asLong()) : null;
    }
}
