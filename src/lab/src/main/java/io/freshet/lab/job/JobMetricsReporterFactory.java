package io.freshet.lab.job;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Hands a job's metrics to the {@link JobMetrics} of the id that the configuration names. */
public final class JobMetricsReporterFactory implements MetricReporterFactory {

    static final String ID = "id";

    private static final List<String> KINDS = List.of("<insertion>", "<reason>", "<column_family>");

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        JobMetrics metrics = JobMetrics.withId(properties.getProperty(ID));
        return new MetricReporter() {
            @Override
            public void open(MetricConfig config) {}

            @Override
            public void close() {}

            @Override
            public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
                metrics.add(name, metric);
                kinds(group).forEach(kind -> metrics.add(name + "." + kind, metric));
            }

            @Override
            public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
                metrics.remove(name, metric);
                kinds(group).forEach(kind -> metrics.remove(name + "." + kind, metric));
            }
        };
    }

    private static List<String> kinds(MetricGroup group) {
        Map<String, String> variables = group.getAllVariables();
        return KINDS.stream().filter(variables::containsKey).map(variables::get).toList();
    }
}
