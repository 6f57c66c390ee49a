package io.freshet.core.attribution;

import io.freshet.core.attribution.SlateFacts.Slot;
import io.freshet.core.behaviour.PackedReader;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link LedgerWriter} wrote, and refuses what none can have written. */
final class LedgerReader {

    private final PackedReader in;
    private final boolean hasSlots;
    private final List<String> texts;
    private final List<Slot> slots;
    private long time;
    private long revision;

    /**
     * Of a ledger's bytes from behind their version on.
     *
     * @param hasSlots whether they have a table of slots, and event ids where they belong
     */
    LedgerReader(PackedReader in, boolean hasSlots) {
        this.in = in;
        this.hasSlots = hasSlots;
        texts = list("strings", in::string);
        slots = hasSlots ? list("slots", () -> new Slot(in.string(), text())) : List.of();
    }

    @SuppressWarnings("unchecked") // nothing but T is put into it
    <T> List<T> list(String what, Supplier<T> each) {
        Object[] all = new Object[in.count(what, in.left())];
        for (int i = 0; i < all.length; i++) {
            all[i] = each.get();
        }
        return (List<T>) List.of(all);
    }

    String ownText() {
        return hasSlots ? in.string() : text();
    }

    Slot slot() {
        if (!hasSlots) {
            return new Slot(text(), text());
        }
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("packed attribution ledger lacks a slot");
        }
        return slots.get(in.count("slot", slots.size() - 1));
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
