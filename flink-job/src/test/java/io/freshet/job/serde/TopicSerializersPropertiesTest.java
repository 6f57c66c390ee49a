package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever text comes, what the job writes is JSON that meets its schema and reads back. */
class TopicSerializersPropertiesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonSchema SLATE_SCHEMA = schema("slate");
    private static final JsonSchema DEAD_LETTER_SCHEMA = schema("dead-letter");

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Slate.class.getResourceAsStream(name + ".schema.json"));
    }

    private static Arbitrary<String> text() {
        return TestingText.unicode(1, 12);
    }

    @Provide
    Arbitrary<Slate> slates() {
        return Combinators.combine(
                        text(),
                        text(),
                        Arbitraries.longs().greaterOrEqual(1),
                        slots(),
                        Combinators.combine(text(), text()).as(ModelId::new),
                        assignments(),
                        text(),
                        timestamps())
                .as(TopicSerializersPropertiesTest::slate);
    }

    private static Slate slate(
            String user,
            String surface,
            long revision,
            List<SlateItem> items,
            ModelId model,
            List<Assignment> experiments,
            String cause,
            SlateTimestamps timestamps) {
        return new Slate(
                Slate.idOf(surface, user, revision),
                user,
                surface,
                revision,
                items,
                model,
                experiments,
                cause,
                timestamps);
    }

    private static Arbitrary<List<Assignment>> assignments() {
        return Combinators.combine(text(), text()).as(Assignment::new).list().ofMaxSize(3);
    }

    private static Arbitrary<List<SlateItem>> slots() {
        Arbitrary<Reason> reasons =
                Combinators.combine(text(), Arbitraries.floats().between(0, 1).ofScale(3))
                        .as(Reason::new);
        return Combinators.combine(
                        text(), Arbitraries.floats(), text(), reasons.list().ofMaxSize(3))
                .as(SlateItem::new)
                .list()
                .ofMaxSize(5);
    }

    /** The last one is also the record's, which Kafka wants from 0. */
    private static Arbitrary<SlateTimestamps> timestamps() {
        Arbitrary<Long> time = Arbitraries.longs();
        return Combinators.combine(time, time, time, time.filter(emitted -> emitted >= 0))
                .as(SlateTimestamps::new);
    }

    @Provide
    Arbitrary<DeadLetter> deadLetters() {
        return Combinators.combine(
                        text(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(DeadLetterReason.class),
                        text(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200))
                .as(DeadLetter::new);
    }

    @Provide
    Arbitrary<List<Interaction>> interactions() {
        return Combinators.combine(
                        text(),
                        text(),
                        text(),
                        Arbitraries.longs()
                                .between(Interaction.EARLIEST_TIMESTAMP, InteractionJson.NOW))
                .as((id, item, type, time) -> Interaction.of(id, "user", item, type, time))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Property(tries = 300)
    void aSlateReadsBackAndMeetsItsSchema(@ForAll("slates") Slate slate) throws IOException {
        var record = new SlateSerializer("recommendations").serialize(slate, null, null);

        assertThat(JSON.readValue(record.value(), Slate.class)).isEqualTo(slate);
        assertThat(SLATE_SCHEMA.validate(JSON.readTree(record.value()))).isEmpty();
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(slate.key());
    }

    @Property(tries = 300)
    void aDeadLetterReadsBackAndMeetsItsSchema(@ForAll("deadLetters") DeadLetter letter)
            throws IOException {
        byte[] value =
                new DeadLetterSerializer("dead-letters").serialize(letter, null, null).value();

        assertThat(JSON.readValue(value, DeadLetter.class)).isEqualTo(letter);
        assertThat(DEAD_LETTER_SCHEMA.validate(JSON.readTree(value))).isEmpty();
    }

    @Property(tries = 300)
    void aTrainingRowIsOneLineThatReadsBack(
            @ForAll("interactions") List<Interaction> interactions, @ForAll long revision)
            throws IOException {
        BehaviourWindow window =
                BehaviourWindow.of(interactions, new WindowBounds(50, Long.MAX_VALUE));
        String user = interactions.get(0).itemId();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        TrainingRowEncoder encoder = new TrainingRowEncoder();

        encoder.encode(
                new TrainingRow(user, revision, 2, BehaviourWindowFormat.pack(window)), file);

        String line = file.toString(StandardCharsets.UTF_8);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode row = JSON.readTree(line);
        assertThat(row.get("userId").textValue()).isEqualTo(user);
        assertThat(row.get("revision").longValue()).isEqualTo(revision);
        assertThat(row.get("targets").intValue()).isEqualTo(2);
        assertThat(fields(row.get("behaviour"))).isEqualTo(fields(window.entries()));
    }

    private static List<List<Object>> fields(JsonNode behaviour) {
        List<List<Object>> fields = new ArrayList<>();
        for (JsonNode entry : behaviour) {
            fields.add(
                    List.of(
                            entry.get("itemId").textValue(),
                            entry.get("type").textValue(),
                            entry.get("timestamp").longValue()));
        }
        return fields;
    }

    private static List<List<Object>> fields(List<BehaviourEntry> entries) {
        List<List<Object>> fields = new ArrayList<>();
        for (BehaviourEntry entry : entries) {
            fields.add(List.of(entry.itemId(), entry.type(), entry.timestamp()));
        }
        return fields;
    }
}
