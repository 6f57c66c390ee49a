package io.freshet.docker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process tells Prometheus at one moment: the labels and values of each metric's series. */
record Scrape(Map<String, List<Series>> metrics) {

    private static final Pattern LINE =
            Pattern.compile("([A-Za-z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One line. */
    record Series(Map<String, String> labels, double value) {}

    /** Of a port of this machine. */
    static Scrape at(int port) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try {
            return parse(
                    HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while scraping", e);
        }
    }

    static Scrape parse(String text) {
        Map<String, List<Series>> metrics = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (line.startsWith("#") || !matcher.matches()) {
                continue;
            }
            Map<String, String> labels = new HashMap<>();
            if (matcher.group(2) != null) {
                LABEL.matcher(matcher.group(2))
                        .results()
                        .forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            metrics.computeIfAbsent(matcher.group(1), absent -> new ArrayList<>())
                    .add(new Series(labels, value(matcher.group(3))));
        }
        return new Scrape(metrics);
    }

    List<Series> of(String metric) {
        return metrics.getOrDefault(metric, List.of());
    }

    double sum(String metric) {
        return of(metric).stream().mapToDouble(Series::value).sum();
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
