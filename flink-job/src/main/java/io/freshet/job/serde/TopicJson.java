package io.freshet.job.serde;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.DeadLetter;

/** The JSON of what the job writes: fields without a value are left out. */
final class TopicJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build();

    static final ObjectWriter DEAD_LETTERS = MAPPER.writerFor(DeadLetter.class);

    private TopicJson() {}
}
