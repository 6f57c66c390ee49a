package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.docker.Query.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryTest {

    @Test
    void findsMetricsAndTheirMatchers() {
        assertThat(Query.of("rate(a_b{x=\"1\", y=~\"$job\"}[5m]) / c > 0.01").selectors())
                .isEqualTo(
                        List.of(
                                new Selector("a_b", Map.of("x", "1", "y", "")),
                                new Selector("c", Map.of())));
    }

    @Test
    void takesNoFunctionNoWordAndNoLabelForAMetric() {
        Query query =
                Query.of(
                        "sum by (job_name, reason) (increase(a[1h])) unless on (job_name)"
                                + " max without (x) (b) and time() - 1e3 > bool absent(c)");

        assertThat(query.selectors()).extracting(Selector::metric).containsExactly("a", "b", "c");
        assertThat(query.labels()).isEqualTo(Set.of("job_name", "reason", "x"));
    }

    @Test
    void knowsBracesInStrings() {
        assertThat(Query.of("a{x=\"}{\"}").selectors())
                .containsExactly(new Selector("a", Map.of("x", "}{")));
    }
}
