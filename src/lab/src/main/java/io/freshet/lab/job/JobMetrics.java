package io.freshet.lab.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;

/**
 * The metrics of a job in this JVM, over all of its subtasks. A metric that is counted by kind,
 * such as {@code deadLetters} by reason, goes by {@code deadLetters.NOT_JSON} as well.
 */
public final class JobMetrics {

    private static final Map<String, JobMetrics> BY_ID = new ConcurrentHashMap<>();
    private static final String REPORTER = "metrics.reporter.lab.";
    private static final String LAST_TO_OPEN = "scoringOnCuda";

    private final String id;
    private final Map<String, List<Metric>> byName = new ConcurrentHashMap<>();

    private JobMetrics(String id) {
        this.id = id;
    }

    static JobMetrics create() {
        JobMetrics created = new JobMetrics(UUID.randomUUID().toString());
        BY_ID.put(created.id, created);
        return created;
    }

    static JobMetrics withId(String id) {
        JobMetrics found = BY_ID.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no job of this JVM has metrics of the id " + id);
        }
        return found;
    }

    void reportTo(Configuration configuration) {
        configuration.setString("metrics.reporters", "lab");
        configuration.setString(
                REPORTER + "factory.class", JobMetricsReporterFactory.class.getName());
        configuration.setString(REPORTER + JobMetricsReporterFactory.ID, id);
    }

    void forget() {
        BY_ID.remove(id);
    }

    void add(String name, Metric metric) {
        byName.computeIfAbsent(name, absent -> new CopyOnWriteArrayList<>()).add(metric);
    }

    void remove(String name, Metric metric) {
        byName.getOrDefault(name, List.of()).remove(metric);
    }

    /** Whether so many scoring tasks, which take longest, are open. */
    boolean tasksRun(int parallelism) {
        return byName.getOrDefault(LAST_TO_OPEN, List.of()).size() >= parallelism;
    }

    /** The sum of a counter, or of a gauge of numbers; 0 if there is none. */
    public long sum(String name) {
        long sum = 0;
        for (Metric metric : byName.getOrDefault(name, List.of())) {
            if (metric instanceof Counter counter) {
                sum += counter.getCount();
            }
            if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
                sum += number.longValue();
            }
        }
        return sum;
    }

    /** The newest values of a histogram, in ascending order. */
    public long[] values(String name) {
        List<Long> values = new ArrayList<>();
        for (Metric metric : byName.getOrDefault(name, List.of())) {
            if (metric instanceof Histogram histogram) {
                for (long value : histogram.getStatistics().getValues()) {
                    values.add(value);
                }
            }
        }
        return values.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /**
     * A quantile of a histogram's newest values, 0 if there are none.
     *
     * @param quantile from 0 to 1
     */
    public long quantile(String name, double quantile) {
        long[] values = values(name);
        if (values.length == 0) {
            return 0;
        }
        return values[(int) Math.min(values.length - 1L, Math.round(quantile * values.length))];
    }

    /** Names of all metrics, for messages. */
    @Override
    public String toString() {
        return Arrays.toString(byName.keySet().stream().sorted().toArray());
    }
}
