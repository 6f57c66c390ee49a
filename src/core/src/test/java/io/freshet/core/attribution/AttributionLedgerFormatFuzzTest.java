package io.freshet.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever bytes lie in state: a ledger that can be used, or a refusal. */
class AttributionLedgerFormatFuzzTest {

    private static final AttributionRules RULES = AttributionRules.standard();

    @FuzzTest
    void unpacksALedgerOrRefuses(byte[] packed) {
        AttributionLedger ledger;
        try {
            ledger = AttributionLedgerFormat.unpack(packed, "ann", RULES);
        } catch (IllegalArgumentException e) {
            return;
        }
        byte[] again = AttributionLedgerFormat.pack(ledger);
        AttributionLedger restored = AttributionLedgerFormat.unpack(again, "ann", RULES);
        assertThat(AttributionLedgerFormat.pack(restored)).isEqualTo(again);
    }
}
