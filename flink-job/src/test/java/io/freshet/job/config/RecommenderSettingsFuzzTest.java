package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.common.internals.Topic;

/** Whatever options say, here a line KEY=VALUE each: settings, or a refusal that names a key. */
class RecommenderSettingsFuzzTest {

    @FuzzTest
    void areReadOrRefused(byte[] lines) {
        Map<String, String> options = options(new String(lines, StandardCharsets.UTF_8));

        RecommenderSettings settings = read(options, RecommenderSettings::read);
        if (settings != null) {
            assertThat(settings).isEqualTo(read(options, RecommenderSettings::read));
            assertKafkaTakes(settings.kafka());
        }
        TrainingSetSettings trainingSet = read(options, TrainingSetSettings::read);
        if (trainingSet != null && settings != null) {
            assertThat(trainingSet.window()).isEqualTo(settings.window());
        }
    }

    private static Map<String, String> options(String lines) {
        Map<String, String> options = new LinkedHashMap<>();
        lines.lines()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> options.put(parts[0], parts[1]));
        return options;
    }

    private static <T> T read(Map<String, String> options, Function<Configuration, T> settings) {
        try {
            return settings.apply(Configuration.fromMap(options));
        } catch (ConfigurationException e) {
            List<String> keys = new ArrayList<>(options.keySet());
            RecommenderSettings.OPTIONS.stream().map(ConfigOption::key).forEach(keys::add);
            keys.add("recommender.topics.*");
            assertThat(keys).as(e.getMessage()).anyMatch(e.getMessage()::contains);
            return null;
        }
    }

    private static void assertKafkaTakes(KafkaSettings kafka) {
        KafkaSettings.Topics topics = kafka.topics();
        for (String topic :
                List.of(topics.events(), topics.recommendations(), topics.deadLetters())) {
            Topic.validate(topic);
        }
        for (String server : kafka.bootstrapServers().split(",", -1)) {
            assertThat(Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)))
                    .isBetween(1, 65_535);
        }
    }
}
