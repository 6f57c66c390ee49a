package io.freshet.core.attribution;

import io.freshet.core.attribution.SlateFacts.Slot;
import io.freshet.core.behaviour.PackedWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the values of a ledger: strings and slots once, times and revisions as differences. */
final class LedgerWriter {

    private final PackedWriter body = new PackedWriter(1_024);
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<Slot, Integer> slots = new LinkedHashMap<>();
    private long time;
    private long revision;

    <T> void list(List<? extends T> all, Consumer<? super T> each) {
        body.number(all.size());
        all.forEach(each);
    }

    void text(@Nullable String text) {
        body.number(text == null ? 0 : 1 + numberOf(text, texts));
    }

    /** One that hardly comes twice. */
    void ownText(String text) {
        body.string(text);
    }

    void slot(Slot slot) {
        body.number(numberOf(slot, slots));
    }

    private static <T> int numberOf(T each, Map<T, Integer> numbers) {
        Integer number = numbers.putIfAbsent(each, numbers.size());
        return number == null ? numbers.size() - 1 : number;
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
        PackedWriter table = new PackedWriter(1_024);
        for (Slot each : slots.keySet()) {
            table.string(each.itemId());
            table.number(1 + numberOf(each.source(), texts));
        }
        whole.number(texts.size());
        texts.keySet().forEach(whole::string);
        whole.number(slots.size());
        whole.all(table);
        whole.all(body);
        return whole.toBytes();
    }
}
