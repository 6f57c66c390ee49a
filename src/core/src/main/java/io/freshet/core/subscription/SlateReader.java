package io.freshet.core.subscription;

import io.freshet.core.domain.Slate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Slates as the topic {@code recommendations} has them. With {@link Revisions} all that a
 * subscriber needs:
 *
 * <pre>{@code
 * Revisions revisions = new Revisions();
 * for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
 *     if (each.value() == null) {
 *         forget(each.key());
 *         continue;
 *     }
 *     Slate slate = SlateReader.read(each.key(), each.value());
 *     if (revisions.isNews(slate)) {
 *         show(slate);
 *     }
 * }
 * }</pre>
 */
public final class SlateReader {

    private static final TopicValue<Slate> SLATES = TopicValue.of(Slate.class);

    private SlateReader() {}

    /**
     * The slate of a record that has a value; one without takes the slate of its key back.
     *
     * @param key of the record
     * @throws IOException if the value is not a slate, or the key not that of the slate
     */
    public static Slate read(@Nullable String key, byte[] value) throws IOException {
        Slate slate;
        try {
            slate = SLATES.read(value);
        } catch (IOException e) {
            throw new IOException("not a slate: " + e.getMessage(), e);
        }
        if (!slate.key().equals(key)) {
            throw new IOException("the key is '" + key + "', expected '" + slate.key() + "'");
        }
        return slate;
    }
}
