package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MalformationTest {

    private static final Interaction SOUND =
            Interaction.of("e-1", "user-7", "item-00321", "view", 1_767_225_600_000L);

    @Test
    void theyCoverEveryReason() {
        assertThat(Malformation.values()).hasSizeGreaterThanOrEqualTo(25);
        assertThat(
                        Arrays.stream(Malformation.values())
                                .map(Malformation::reason)
                                .collect(Collectors.toSet()))
                .as("of events")
                .isEqualTo(
                        EnumSet.complementOf(
                                EnumSet.of(
                                        DeadLetterReason.NOT_A_RELEASE,
                                        DeadLetterReason.NOT_AN_ASSIGNMENT)));
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameEachTime(Malformation kind) {
        byte[] once = kind.of(SOUND);
        byte[] again = kind.of(SOUND);

        assertThat(again).isEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "MISSING_USER",
                "NULL_ITEM",
                "MISSING_TIMESTAMP",
                "NUMBER_AS_ITEM",
                "DATE_AS_TIMESTAMP",
                "FRACTION_AS_TIMESTAMP",
                "GIANT_TIMESTAMP",
                "EMPTY_USER",
                "LONG_ITEM",
                "UNKNOWN_TYPE",
                "SECONDS_AS_TIMESTAMP",
                "LAST_CENTURY",
                "FAR_FUTURE"
            })
    void spoilsOneFieldAndLeavesTheOthers(Malformation kind) throws IOException {
        JsonNode spoilt = JsonMapper.builder().build().readTree(kind.of(SOUND));

        int same = 0;
        same += spoilt.path("eventId").asText().equals("e-1") ? 1 : 0;
        same += spoilt.path("userId").asText().equals("user-7") ? 1 : 0;
        same += spoilt.path("itemId").asText().equals("item-00321") ? 1 : 0;
        same += spoilt.path("type").asText().equals("view") ? 1 : 0;
        same += spoilt.path("timestamp").asText().equals("1767225600000") ? 1 : 0;
        assertThat(same).isEqualTo(4);
    }

    @Test
    void hugeIsMoreThanAMebibyteAndNothingIsNothing() {
        assertThat(Malformation.HUGE.of(SOUND)).hasSizeGreaterThan(1 << 20);
        assertThat(Malformation.NO_VALUE.of(SOUND)).isNull();
        assertThat(Malformation.NO_BYTES.of(SOUND)).isEmpty();
        assertThat(Malformation.INVALID_UTF8.of(SOUND)).contains(0xFF);
    }
}
