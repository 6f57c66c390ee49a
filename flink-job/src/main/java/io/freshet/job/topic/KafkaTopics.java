package io.freshet.job.topic;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.job.config.KafkaSettings;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.DeadLetterSerializer;
import io.freshet.job.serde.ExperimentStatusSerializer;
import io.freshet.job.serde.ModelStatusSerializer;
import io.freshet.job.serde.OutcomeRecord;
import io.freshet.job.serde.OutcomeSerializer;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.serde.SlateSerializer;
import io.freshet.job.serde.VariantMetricsSerializer;
import java.util.Properties;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topics of the job: events and releases in, slates and what there is to say of the rest out.
 */
public final class KafkaTopics {

    /** What a slate may wait for others: a request costs the broker more than what is in it. */
    private static final int SLATE_LINGER_MILLIS = 2;

    /** Nobody waits for the rest. */
    private static final int UNHURRIED_LINGER_MILLIS = 100;

    private final KafkaSettings settings;

    public KafkaTopics(KafkaSettings settings) {
        this.settings = settings;
    }

    /** The events, as raw records. */
    public KafkaSource<RawRecord> events() {
        return KafkaSource.<RawRecord>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setTopics(settings.topics().events())
                .setGroupId(settings.groupId())
                .setStartingOffsets(start())
                .setDeserializer(new KafkaRawRecords())
                .setProperties(clientProperties())
                .build();
    }

    /** Releases of models and experiments, from the first ones that the topics keep. */
    public KafkaSource<ControlRecord> control() {
        return controlRecords(settings.topics().models(), settings.topics().experiments());
    }

    /** Who has which variant as others decide, from the first record that the topic keeps. */
    public KafkaSource<ControlRecord> assignments() {
        return controlRecords(settings.topics().assignments());
    }

    private KafkaSource<ControlRecord> controlRecords(String... topics) {
        return KafkaSource.<ControlRecord>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setTopics(topics)
                .setGroupId(settings.groupId())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new KafkaControlRecords())
                .setProperties(clientProperties())
                .build();
    }

    private OffsetsInitializer start() {
        return switch (settings.start()) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        };
    }

    /** Slates, keyed by surface and user. */
    public KafkaSink<Slate> recommendations() {
        return slates(new SlateSerializer(settings.topics().recommendations()));
    }

    /** Slates in whatever form, written as the job writes them. */
    public <T> KafkaSink<T> slates(KafkaRecordSerializationSchema<T> serializer) {
        return sink(serializer, "slates", SLATE_LINGER_MILLIS);
    }

    /** Dead letters, without keys. */
    public KafkaSink<DeadLetter> deadLetters() {
        return sink(new DeadLetterSerializer(settings.topics().deadLetters()), "dead-letters");
    }

    /** What became of releases, keyed by slot. */
    public KafkaSink<ModelStatus> modelStatus() {
        return sink(new ModelStatusSerializer(settings.topics().modelStatus()), "model-status");
    }

    /** How experiments are doing, keyed by experiment. */
    public KafkaSink<ExperimentStatus> experimentStatus() {
        return sink(
                new ExperimentStatusSerializer(settings.topics().experimentStatus()),
                "experiment-status");
    }

    /** What slates earned, keyed by slate. */
    public KafkaSink<OutcomeRecord> outcomes() {
        return sink(new OutcomeSerializer(settings.topics().outcomes()), "outcomes");
    }

    /** How variants are doing, keyed by experiment and variant. */
    public KafkaSink<VariantMetrics> experimentMetrics() {
        return sink(
                new VariantMetricsSerializer(settings.topics().experimentMetrics()),
                "experiment-metrics");
    }

    private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> serializer, String name) {
        return sink(serializer, name, UNHURRIED_LINGER_MILLIS);
    }

    /**
     * A topic of the job.
     *
     * @param name of the sink, the last part of its transactional ids
     * @param lingerMillis for which a record may wait for others, where the user says nothing
     */
    private <T> KafkaSink<T> sink(
            KafkaRecordSerializationSchema<T> serializer, String name, int lingerMillis) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setRecordSerializer(serializer)
                .setDeliveryGuarantee(settings.delivery())
                .setTransactionalIdPrefix(settings.groupId() + '-' + name)
                .setKafkaProducerConfig(producerProperties(lingerMillis))
                .build();
    }

    /** Ours first, so that the user's word is the last one. */
    private Properties producerProperties(int lingerMillis) {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMillis));
        // When slates queue up they go together; Kafka's default holds three of them.
        properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        // Longer than a checkpoint may take, not longer than brokers permit by default.
        properties.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "900000");
        properties.putAll(clientProperties());
        return properties;
    }

    private Properties clientProperties() {
        Properties properties = new Properties();
        properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putAll(settings.properties());
        return properties;
    }
}
