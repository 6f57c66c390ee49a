package io.freshet.core.attribution;

import static io.freshet.core.attribution.TestingLedger.USER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.attribution.TestingLedger.Caused;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttributionLedgerFormatTest {

    private static final long START = 1_767_225_600_000L;
    private static final int FRESHNESS = 250;
    private static final AttributionRules RULES = AttributionRules.standard();

    private static Slate slate(long revision, List<String> items) {
        return new Slate(
                Slate.idOf("home", USER, revision),
                USER,
                "home",
                revision,
                items.stream()
                        .map(each -> new SlateItem(each, -1f, "catalogue", List.of()))
                        .toList(),
                new ModelId("example", "1"),
                List.of(new Assignment("ranking", "b")),
                "e" + revision,
                new SlateTimestamps(START + revision - FRESHNESS, START, START, START + revision));
    }

    /** The ledger whose version 1 bytes are kept in the repository: one of everything. */
    private static TestingLedger sample() {
        return new TestingLedger(RULES)
                .passTo(START)
                .arrive(
                        slate(1, List.of("film-1", "Fähre ⛴")),
                        slate(2, List.of("film-1", "film-2")),
                        new Exposure("x1", USER, "home|ann|1", START + 1_000, List.of(1)),
                        Exposure.ofAll("x2", USER, "home|ann|2", START + 2_000),
                        new Exposure("x3", USER, "home|ann|9", START + 2_000, List.of(0, 3)),
                        Exposure.ofAll("x4", USER, "home|ann|8", START + 2_000),
                        caused("e2", "Fähre ⛴", START + 3_000, null, 9.5, 2))
                .passTo(START + 60_000)
                .arrive(
                        caused("e3", "film-2", START - 7, null, null, 2),
                        caused("e4", "film-2", START + 4_000, "home|ann|2", 9.5, 4));
    }

    private static Caused caused(
            String eventId, String item, long at, String slateId, Double value, long revision) {
        return new Caused(
                new Interaction(eventId, USER, item, "click", at, "home", slateId, value),
                revision);
    }

    @Test
    void stillReadsTheBytesOfVersion1() throws IOException {
        byte[] kept = keptBytes("ledger-v1.hex");
        AttributionLedger ledger = AttributionLedgerFormat.unpack(kept, USER, RULES);
        TestingLedger expected = sample();
        TestingLedger found = new TestingLedger(RULES);
        ledger.close(START + 900_000, found);
        expected.outcomes().clear();
        expected.ledger().close(START + 900_000, expected);

        assertThat(found.outcomes()).isEqualTo(expected.outcomes()).hasSize(1);
        assertThat(found.losses()).isEqualTo(expected.losses());
    }

    @Test
    void stillReadsTheBytesOfVersion2() throws IOException {
        AttributionLedger kept =
                AttributionLedgerFormat.unpack(keptBytes("ledger-v2.hex"), USER, RULES);

        assertThat(AttributionLedgerFormat.pack(kept)).isEqualTo(keptBytes("ledger-v3.hex"));
    }

    @Test
    void writesTheBytesOfTheNewestVersion() throws IOException {
        assertThat(HexFormat.of().formatHex(AttributionLedgerFormat.pack(sample().ledger())))
                .isEqualTo(HexFormat.of().formatHex(keptBytes("ledger-v3.hex")));
    }

    @Test
    void keepsHowFreshASlateWas() {
        AttributionLedger ledger = AttributionLedger.empty(USER, RULES);
        TestingLedger listener = new TestingLedger(RULES);
        ledger.slate(SlateFacts.of(slate(7, List.of("film-1", "film-2"))), START, listener);
        AttributionLedger restored =
                AttributionLedgerFormat.unpack(AttributionLedgerFormat.pack(ledger), USER, RULES);
        restored.exposure(Exposure.ofAll("x", USER, "home|ann|7", START), START, listener);

        assertThat(listener.shownSlates())
                .containsExactly(
                        new ShownSlate(
                                "home|ann|7",
                                List.of(new Assignment("ranking", "b")),
                                List.of("film-1", "film-2"),
                                FRESHNESS));
    }

    @Test
    void ofASlateOfVersion1NobodyKnowsHowFreshItWas() throws IOException {
        AttributionLedger ledger =
                AttributionLedgerFormat.unpack(keptBytes("ledger-v1.hex"), USER, RULES);
        byte[] again = AttributionLedgerFormat.pack(ledger);
        TestingLedger listener = new TestingLedger(RULES);
        ledger = AttributionLedgerFormat.unpack(again, USER, RULES);
        ledger.slate(SlateFacts.of(slate(8, List.of("film-1"))), START, listener);

        assertThat(listener.shownSlates())
                .as("that waited for it")
                .extracting(ShownSlate::freshnessMillis)
                .containsExactly(FRESHNESS);
        assertThat(ledger.contents().slates().get(0).facts().freshness())
                .isEqualTo(ShownSlate.NO_FRESHNESS);
    }

    @Test
    void keepsAnEmptyLedger() {
        byte[] packed = AttributionLedgerFormat.pack(AttributionLedger.empty(USER, RULES));

        assertThat(packed).hasSize(7);
        assertThat(AttributionLedgerFormat.unpack(packed, USER, RULES).isEmpty()).isTrue();
    }

    @Test
    void refusesAnotherVersion() {
        byte[] packed = AttributionLedgerFormat.pack(sample().ledger());
        packed[0] = 9;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributionLedgerFormat.unpack(packed, USER, RULES))
                .withMessage(
                        "packed attribution ledger is of version 9; this release reads versions 1"
                                + " to 3");
    }

    @Test
    void refusesBytesCutAnywhereAndBytesTooMany() {
        byte[] packed = AttributionLedgerFormat.pack(sample().ledger());
        for (int length = 0; length <= packed.length + 1; length++) {
            byte[] other = Arrays.copyOf(packed, length);
            if (length != packed.length) {
                assertThatIllegalArgumentException()
                        .as("%d of %d bytes", length, packed.length)
                        .isThrownBy(() -> AttributionLedgerFormat.unpack(other, USER, RULES));
            }
        }
    }

    /** The sizes that the page on outcomes states. */
    @Test
    void aUserTakesSomeKilobytes() {
        assertThat(List.of(sizeOf(3, 20, 4), sizeOf(16, 20, 4), sizeOf(16, 20, 20)))
                .containsExactly(698, 2_215, 5_528);
    }

    /**
     * Bytes of a user with so many slates, every second one shown once, and an interaction that
     * waits; each slate has some items that the one before has not.
     */
    private static int sizeOf(int slates, int slots, int fresh) {
        TestingLedger ledger = new TestingLedger(RULES).passTo(START);
        for (int i = 0; i < slates; i++) {
            List<String> items = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                items.add("item-%06d".formatted(i * fresh + slot));
            }
            long revision = START + i;
            ledger.passTo(START + 1_000L * i).arrive(slate(revision, items));
            if (i % 2 == 0) {
                String slateId = Slate.idOf("home", USER, revision);
                ledger.arrive(Exposure.ofAll(uuid(i), USER, slateId, START + 1_000L * i + 200));
            }
        }
        ledger.arrive(caused(uuid(99), "item-000001", START + 9, null, null, START + slates));
        return AttributionLedgerFormat.pack(ledger.ledger()).length;
    }

    private static String uuid(int number) {
        return new UUID(number, number).toString();
    }

    private static byte[] keptBytes(String name) throws IOException {
        try (InputStream in = AttributionLedgerFormatTest.class.getResourceAsStream(name)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), UTF_8).strip());
        }
    }
}
