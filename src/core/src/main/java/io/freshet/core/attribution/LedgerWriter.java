package io.freshet.core.attribution;

import io.freshet.core.behaviour.PackedWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the values of a ledger: each string once, times and revisions as differences. */
final class LedgerWriter {

    private final PackedWriter body = new PackedWriter(1_024);
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private long time;
    private long revision;

    <T> void list(List<? extends T> all, Consumer<? super T> each) {
        body.number(all.size());
        all.forEach(each);
    }

    void text(@Nullable String text) {
        if (text == null) {
            body.number(0);
            return;
        }
        Integer number = texts.get(text);
        if (number == null) {
            number = texts.size() + 1;
            texts.put(text, number);
        }
        body.number(number);
    }

    void time(long millis) {
        body.signed(millis - time);
        time = millis;
    }

    void revision(long number) {
        body.signed(number - revision);
        revision = number;
    }

    void count(int number) {
        body.number(number);
    }

    void hash(long hash) {
        body.word(hash);
    }

    void flag(boolean flag) {
        body.octet(flag ? 1 : 0);
    }

    byte[] toBytes(int version) {
        PackedWriter whole = new PackedWriter(2_048);
        whole.octet(version);
        whole.number(texts.size());
        texts.keySet().forEach(whole::string);
        whole.all(body);
        return whole.toBytes();
    }
}
