package io.freshet.core.attribution;

import io.freshet.core.behaviour.PackedReader;
import io.freshet.core.behaviour.PackedWriter;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The packed bytes of a ledger, as they lie in state.
 *
 * <p>Version 1: a version byte; the number of different strings and each one; then, naming strings
 * by their number, where 0 stands for null: the slates, the interactions and the exposures that
 * wait, and the first exposure of each surface, each list behind its length. Every time is the
 * difference to the time written before it, every revision that to the revision before it. The
 * fields are in the order of the methods below. Numbers and strings are those of {@link
 * PackedWriter}.
 *
 * <p>Version 2: of a slate also the milliseconds from its event to it and 1, behind the time at
 * which it was handed over; 0 where nobody kept them.
 *
 * <p>Version 3: behind the strings the number of different slots, and of each its item and the
 * number of its source; each slot of a slate is the number of one of them, from 0. The ids of
 * events and the items of interactions stand where they belong.
 */
public final class AttributionLedgerFormat {

    private static final int VERSION_1 = 1;
    private static final int VERSION_2 = 2;
    private static final int VERSION_3 = 3;
    private static final int NEWEST_VERSION = VERSION_3;

    private static final int STANDING = 0;
    private static final int EXPOSURE_OF_ALL = 1;
    private static final int EXPOSURE_OF_SOME = 2;

    private AttributionLedgerFormat() {}

    /** The bytes of a ledger, in the newest version. */
    public static byte[] pack(AttributionLedger ledger) {
        LedgerContents contents = ledger.contents();
        LedgerWriter out = new LedgerWriter();
        out.list(contents.slates(), each -> slate(out, each));
        out.list(contents.interactions(), each -> interaction(out, each));
        out.list(contents.exposures(), each -> exposure(out, each));
        out.list(
                List.copyOf(contents.firstExposures().entrySet()),
                each -> {
                    out.text(each.getKey());
                    out.time(each.getValue());
                });
        return out.toBytes(NEWEST_VERSION);
    }

    /**
     * The ledger that was packed, by whichever supported version.
     *
     * @param rules those that hold from now on
     * @throws IllegalArgumentException if the bytes are of another version, or damaged
     */
    public static AttributionLedger unpack(byte[] packed, String userId, AttributionRules rules) {
        PackedReader bytes = PackedReader.of("attribution ledger", packed, NEWEST_VERSION);
        int version = packed[0];
        LedgerReader in = new LedgerReader(bytes, version >= VERSION_3);
        LedgerContents contents =
                new LedgerContents(
                        in.list("slates", () -> readSlate(in, userId, version)),
                        in.list("interactions", () -> readInteraction(in, userId)),
                        in.list("exposures", () -> readExposure(in, userId)),
                        readFirstExposures(in));
        bytes.end();
        return AttributionLedger.restored(userId, rules, contents);
    }

    private static void slate(LedgerWriter out, RememberedSlate slate) {
        SlateFacts facts = slate.facts();
        out.text(facts.surface());
        out.revision(facts.revision());
        out.time(facts.emitted());
        out.count(facts.freshness() + 1);
        out.text(facts.model().name());
        out.text(facts.model().version());
        out.list(
                facts.experiments(),
                each -> {
                    out.text(each.experimentId());
                    out.text(each.variant());
                });
        out.list(facts.slots(), out::slot);
        out.list(slate.touches(), each -> touch(out, each, facts.slots().size()));
        out.list(slate.answers(), out::hash);
        out.time(slate.touched());
        out.flag(slate.isClosed());
        out.flag(slate.isTold());
    }

    private static RememberedSlate readSlate(LedgerReader in, String userId, int version) {
        SlateFacts facts =
                new SlateFacts(
                        userId,
                        in.text(),
                        in.revision(),
                        in.time(),
                        version == VERSION_1 ? ShownSlate.NO_FRESHNESS : readFreshness(in),
                        new ModelId(in.text(), in.text()),
                        in.list("experiments", () -> new Assignment(in.text(), in.text())),
                        in.list("slots", in::slot));
        return RememberedSlate.restored(
                facts,
                in.list("touches", () -> readTouch(in, facts)),
                in.list("answers", in::hash),
                in.time(),
                in.flag(),
                in.flag());
    }

    private static int readFreshness(LedgerReader in) {
        return in.count("freshness", SlateFacts.MOST_FRESHNESS_MILLIS + 1) - 1;
    }

    private static void touch(LedgerWriter out, Touch touch, int slots) {
        out.time(touch.timestamp());
        if (!touch.isExposure()) {
            out.count(STANDING);
            return;
        }
        boolean isAll = touch.slots().cardinality() == slots;
        out.count(isAll ? EXPOSURE_OF_ALL : EXPOSURE_OF_SOME);
        out.ownText(touch.exposureEventId());
        if (!isAll) {
            out.list(touch.slots().stream().boxed().toList(), out::count);
        }
    }

    private static Touch readTouch(LedgerReader in, SlateFacts facts) {
        long timestamp = in.time();
        int kind = in.count("kind of touch", EXPOSURE_OF_SOME);
        String exposureEventId = kind == STANDING ? null : in.ownText();
        if (kind != EXPOSURE_OF_SOME) {
            return new Touch(timestamp, exposureEventId, facts.allSlots());
        }
        int last = facts.slots().size() - 1;
        BitSet shown = new BitSet();
        in.list("shown slots", () -> in.count("slot", last)).forEach(shown::set);
        return new Touch(timestamp, exposureEventId, shown);
    }

    private static void interaction(LedgerWriter out, WaitingInteraction waiting) {
        Interaction interaction = waiting.interaction();
        out.ownText(interaction.eventId());
        out.ownText(interaction.itemId());
        out.text(interaction.type());
        out.time(interaction.timestamp());
        out.text(interaction.surface());
        out.text(interaction.slateId());
        out.flag(interaction.value() != null);
        if (interaction.value() != null) {
            out.hash(Double.doubleToRawLongBits(interaction.value()));
        }
        out.revision(waiting.revision());
        out.time(waiting.arrived());
        out.flag(waiting.isPlaced());
    }

    private static WaitingInteraction readInteraction(LedgerReader in, String userId) {
        Interaction interaction =
                new Interaction(
                        in.ownText(),
                        userId,
                        in.ownText(),
                        in.text(),
                        in.time(),
                        in.textOrNull(),
                        in.textOrNull(),
                        in.flag() ? Double.longBitsToDouble(in.hash()) : null);
        return new WaitingInteraction(interaction, in.revision(), in.time(), in.flag());
    }

    private static void exposure(LedgerWriter out, WaitingExposure waiting) {
        Exposure exposure = waiting.exposure();
        out.ownText(exposure.eventId());
        out.text(exposure.slateId());
        out.time(exposure.timestamp());
        out.list(exposure.slots() == null ? List.of() : exposure.slots(), out::count);
        out.time(waiting.arrived());
    }

    private static WaitingExposure readExposure(LedgerReader in, String userId) {
        String eventId = in.ownText();
        String slateId = in.text();
        long timestamp = in.time();
        List<Integer> slots = in.list("slots", () -> in.count("slot", Exposure.MOST_SLOTS - 1));
        return new WaitingExposure(
                new Exposure(eventId, userId, slateId, timestamp, slots.isEmpty() ? null : slots),
                in.time());
    }

    private static Map<String, Long> readFirstExposures(LedgerReader in) {
        return in.list("surfaces", () -> Map.entry(in.text(), in.time())).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
