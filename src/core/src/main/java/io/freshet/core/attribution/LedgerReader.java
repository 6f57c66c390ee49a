package io.freshet.core.attribution;

import io.freshet.core.behaviour.PackedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link LedgerWriter} wrote, and refuses what none can have written. */
final class LedgerReader {

    private final PackedReader in;
    private final List<String> texts = new ArrayList<>();
    private long time;
    private long revision;

    LedgerReader(PackedReader in) {
        this.in = in;
        int count = in.count("strings", in.left());
        for (int i = 0; i < count; i++) {
            texts.add(in.string());
        }
    }

    <T> List<T> list(String what, Supplier<T> each) {
        int size = in.count(what, in.left());
        List<T> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(each.get());
        }
        return all;
    }

    String text() {
        String text = textOrNull();
        if (text == null) {
            throw new IllegalArgumentException("packed attribution ledger lacks a string");
        }
        return text;
    }

    @Nullable String textOrNull() {
        int number = in.count("string", texts.size());
        return number == 0 ? null : texts.get(number - 1);
    }

    long time() {
        time += in.signed();
        return time;
    }

    long revision() {
        revision += in.signed();
        return revision;
    }

    int count(String what, int most) {
        return in.count(what, most);
    }

    long hash() {
        return in.word();
    }

    boolean flag() {
        return in.count("flag", 1) == 1;
    }
}
