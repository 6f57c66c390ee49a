package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's clients find the certificates that Strimzi makes, where the pods mount them. */
class KafkaAccessTest {

    private static final String MOUNT = "/opt/freshet/kafka";

    @TempDir private Path mount;

    @BeforeEach
    void mountSecrets() throws IOException {
        mountSecret("user", Map.of("user.key", "the key", "user.crt", "the certificate"));
        mountSecret("cluster-ca", Map.of("ca.crt", "the authority"));
    }

    @Test
    void ofTheJob() {
        String properties =
                JobConfigurationTest.configuration("production")
                        .get("recommender.kafka.properties");
        Configuration configuration = Configuration.fromMap(Map.of("map", properties));

        assertFindsAll(configuration.get(ConfigOptions.key("map").mapType().noDefaultValue()));
        assertMounts(
                Overlays.object("production", "FlinkDeployment", "freshet"),
                "/spec/podTemplate/spec",
                "freshet-job");
    }

    @Test
    void ofTheConsole() throws IOException {
        Properties file = new Properties();
        file.load(
                new StringReader(
                        Overlays.object("production", "ConfigMap", "freshet-console")
                                .at("/data")
                                .path("client.properties")
                                .asText()));
        Map<String, String> properties = new HashMap<>();
        file.stringPropertyNames().forEach(key -> properties.put(key, file.getProperty(key)));

        assertFindsAll(properties);
        assertMounts(
                Overlays.object("production", "Deployment", "freshet-console"),
                "/spec/template/spec",
                "freshet-console");
    }

    private void assertFindsAll(Map<String, String> properties) {
        Map<String, Object> here = new HashMap<>();
        properties.forEach((key, value) -> here.put(key, value.replace(MOUNT, mount.toString())));
        here.put("bootstrap.servers", "localhost:9092");

        AdminClientConfig config = new AdminClientConfig(here);

        assertThat(config.getString("security.protocol")).isEqualTo("SSL");
        assertThat(config.originals())
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.key", "the key")
                .containsEntry("ssl.keystore.certificate.chain", "the certificate")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", "the authority");
    }

    /** A Secret is mounted as links into a directory that is replaced when it changes. */
    private void mountSecret(String name, Map<String, String> keys) throws IOException {
        Path data = Files.createDirectories(mount.resolve(name).resolve("..2026"));
        Files.createSymbolicLink(mount.resolve(name).resolve("..data"), Path.of("..2026"));
        for (Map.Entry<String, String> key : keys.entrySet()) {
            Files.writeString(data.resolve(key.getKey()), key.getValue());
            Files.createSymbolicLink(
                    mount.resolve(name).resolve(key.getKey()), Path.of("..data", key.getKey()));
        }
    }

    private static void assertMounts(KubernetesObject object, String pod, String user) {
        assertThat(object.at(pod).findValuesAsText("secretName"))
                .contains(user, "freshet-cluster-ca-cert");
        assertThat(object.at(pod).findValuesAsText("mountPath"))
                .contains(MOUNT + "/user", MOUNT + "/cluster-ca");
        assertThat(Overlays.object("production", "KafkaUser", user)).isNotNull();
    }
}
