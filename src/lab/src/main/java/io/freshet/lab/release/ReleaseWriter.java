package io.freshet.lab.release;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.ModelRelease;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KeyedWriter;
import java.io.IOException;

/** Writes to the topic {@code models}, and returns when the broker has it. */
public final class ReleaseWriter implements AutoCloseable {

    private static final ObjectWriter JSON =
            JsonMapper.builder().build().writerFor(ModelRelease.class);

    private final KeyedWriter models;

    private ReleaseWriter(KeyedWriter models) {
        this.models = requireNonNull(models, "models");
    }

    /**
     * To a topic that is there.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static ReleaseWriter open(KafkaAccess access, String topic) throws IOException {
        return new ReleaseWriter(KeyedWriter.open(access, topic));
    }

    /** A model is to take over a slot. */
    public void release(ModelRelease release) throws IOException {
        try {
            models.write(release.slot(), JSON.writeValueAsBytes(release));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written: " + release, e);
        }
    }

    /** A slot is given up. */
    public void withdraw(String slot) throws IOException {
        models.write(slot, null);
    }

    @Override
    public void close() {
        models.close();
    }
}
