package io.freshet.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.domain.SeenPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentReaderTest {

    private static final String FULL =
            """
            {
             "experimentId": "x", "salt": "a7c1", "hypothesis": "fresher is better",
             "layer": {"name": "ranking", "from": 0.0, "to": 0.5},
             "assignment": "external", "surfaces": ["home"],
             "start": 1767225600000, "end": 1768435200000, "control": "treatment",
             "variants": [
               {"name": "control", "share": 0.25, "colour": "red"},
               {"name": "treatment", "share": 0.75, "changes": {"modelSlot": "challenger", "k": 10,
                "seen": "drop", "quotas": {"catalogue": 0, "popular": 100}, "later": {}}}
             ]
            }
            """;

    @Test
    void readsEveryFieldAndIgnoresWhatItDoesNotKnow() {
        assertThat(read(FULL))
                .isEqualTo(
                        new Experiment(
                                "x",
                                "a7c1",
                                new Layer("ranking", 0.0, 0.5),
                                AssignmentRule.EXTERNAL,
                                List.of("home"),
                                1_767_225_600_000L,
                                1_768_435_200_000L,
                                "treatment",
                                List.of(
                                        new Variant("control", 0.25, Changes.NONE),
                                        new Variant(
                                                "treatment",
                                                0.75,
                                                new Changes(
                                                        "challenger",
                                                        10,
                                                        SeenPolicy.DROP,
                                                        Map.of("catalogue", 0, "popular", 100))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'experimentId': 'x', 'variants': [{'name': 'a', 'share': 1}]}",
                "{'experimentId': 'x', 'salt': null, 'layer': null, 'assignment': null,"
                        + " 'surfaces': null, 'start': null, 'end': null, 'control': null,"
                        + " 'variants': [{'name': 'a', 'share': 1, 'changes': {'modelSlot': null,"
                        + " 'k': null, 'seen': null, 'quotas': null}}]}"
            })
    void fillsInWhatIsMissingOrNull(String json) {
        assertThat(read(quoted(json)))
                .isEqualTo(
                        new Experiment(
                                "x",
                                "x",
                                new Layer("x", 0.0, 1.0),
                                AssignmentRule.HASH,
                                List.of(),
                                null,
                                null,
                                "a",
                                List.of(new Variant("a", 1.0, Changes.NONE))));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Experiment experiment = read(FULL);
        byte[] written = new ObjectMapper().writeValueAsBytes(experiment);
        assertThat(ExperimentReader.experiment("x", written)).isEqualTo(experiment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{ ; not JSON",
                "'' ; No content",
                "null ; the value is null, expected a JSON object",
                "[] ; Cannot deserialize",
                "{} ; experimentId is missing, expected a name",
                "{\"experimentId\": \"x\"} ; there is no variant, expected at least one",
                "{\"experimentId\": 7} ; experimentId: Cannot coerce Integer value (7)",
                "{\"salt\": \"a\", \"salt\": \"b\"} ; Duplicate field 'salt'",
            })
    void refusesWhatIsNoExperiment(String json, String expected) {
        assertRefused(json, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.75, \"changes\" ; 0.74, \"changes\" ; the shares of the variants sum to 0.99,"
                        + " expected 1",
                "0.75, ; null, ; variant 'treatment' has no share, expected one from 0 to 1",
                "0.75, ; -0.1, ; variant 'treatment' has the share -0.1, expected 0 to 1",
                "0.75, ; 1e-17, ; variant 'treatment' has the share 1.0E-17, expected 0 or at least"
                        + " 1.0E-6",
                "\"share\": 0.75, ; ; variant 'treatment' has no share, expected one from 0 to 1",
                "0.75, ; \"0.75\", ; variants[1].share: Cannot coerce String value",
                "\"treatment\", \"share\" ; \"control\", \"share\" ; two variants are named"
                        + " 'control', expected one",
                "\"control\": \"treatment\" ; \"control\": \"a\" ; control is 'a', expected one of"
                        + " the variants [control, treatment]",
                "\"to\": 0.5 ; \"to\": 1.5 ; layer 'ranking' is from 0.0 to 1.5, expected 0 <= from"
                        + " < to <= 1",
                "\"from\": 0.0 ; \"from\": 0.5 ; layer 'ranking' is from 0.5 to 0.5, expected",
                "\"name\": \"ranking\", ; ; layer.name is missing, expected a name",
                "1767225600000 ; 1767225600 ; start is 1767225600, expected epoch milliseconds from"
                        + " 946684800000",
                "1768435200000 ; 9223372036854775807 ; end is 9223372036854775807, expected epoch"
                        + " milliseconds from 946684800000 to 253402300799999",
                "1768435200000 ; 1767225600000 ; start is 1767225600000 and end is 1767225600000,"
                        + " expected start before end",
                "\"external\" ; \"extern\" ; assignment: Cannot deserialize",
                "\"external\" ; 1 ; assignment: Cannot deserialize",
                "\"drop\" ; \"DROP\" ; variants[1].changes.seen: Cannot deserialize",
                "\"k\": 10 ; \"k\": 10.5 ; variants[1].changes.k: Cannot coerce Floating-point",
                "\"k\": 10 ; \"k\": 0 ; changes.k is 0, expected at least 1",
                "\"catalogue\": 0 ; \"catalogue\": -1 ; changes.quotas.catalogue is -1, expected 0"
                        + " or more",
                "\"a7c1\" ; \"a\\n7\" ; salt is 'a",
                "\"a7c1\" ; \"a|7\" ; salt is 'a|7', expected no '|' and no control character",
                "\"a7c1\" ; \" \" ; salt has 1 characters, expected 1 to 256, not all blank",
                "\"a7c1\" ; \"\\ud83e\" ; salt has half of a surrogate pair, expected Unicode text",
                "[\"home\"] ; [null] ; a surface is missing, expected a name",
            })
    void saysWhatIsWrongAndWhatWasExpected(String found, String replaced, String expected) {
        assertThat(FULL).contains(found);
        assertRefused(FULL.replace(found, replaced == null ? "" : replaced), expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"x\", \"salt\" ; true, \"salt\" ; experimentId: Cannot coerce Boolean value (true)",
                "\"a7c1\" ; 7.5 ; salt: Cannot coerce Float value (7.5)",
                "\"name\": \"ranking\" ; \"name\": 7 ; layer.name: Cannot coerce Integer value (7)",
                "\"from\": 0.0 ; \"from\": \"0\" ; layer.from: Cannot coerce String value",
                "\"to\": 0.5 ; \"to\": true ; layer.to: Cannot",
                "\"home\" ; 7 ; surfaces[0]: Cannot coerce Integer value (7)",
                "[\"home\"] ; \"home\" ; surfaces: Cannot",
                "[\"home\"] ; \"\" ; surfaces: Cannot",
                "1767225600000 ; \"1767225600000\" ; start: Cannot coerce String value",
                "1767225600000 ; \"\" ; start: Cannot coerce empty String",
                "1768435200000 ; true ; end: Cannot",
                "\"control\": \"treatment\" ; \"control\": false ; control: Cannot coerce Boolean",
                "\"external\" ; \"\" ; assignment: Cannot coerce empty String",
                "\"external\" ; true ; assignment: Cannot",
                "\"name\": \"control\" ; \"name\": 1 ; variants[0].name: Cannot coerce Integer value (1)",
                "0.75, ; true, ; variants[1].share: Cannot",
                "\"challenger\" ; 2 ; variants[1].changes.modelSlot: Cannot coerce Integer value (2)",
                "\"k\": 10 ; \"k\": \"10\" ; variants[1].changes.k: Cannot coerce String value",
                "\"k\": 10 ; \"k\": true ; variants[1].changes.k: Cannot",
                "\"drop\" ; 1 ; variants[1].changes.seen: Cannot",
                "\"drop\" ; \"\" ; variants[1].changes.seen: Cannot coerce empty String",
                "\"catalogue\": 0 ; \"catalogue\": \"0\" ; variants[1].changes.quotas.catalogue:"
                        + " Cannot coerce String value",
                "\"catalogue\": 0 ; \"catalogue\": false ; variants[1].changes.quotas.catalogue:"
                        + " Cannot",
            })
    void takesNoKindOfValueForAnother(String found, String replaced, String expected) {
        assertThat(FULL).contains(found);
        assertRefused(FULL.replace(found, replaced), expected);
    }

    @Test
    void refusesMoreVariantsThanASlateShouldPayFor() {
        double[] shares = new double[101];
        shares[0] = 1;
        assertThatExceptionOfType(ExperimentException.class)
                .isThrownBy(
                        () ->
                                TestingExperiments.experiment("x")
                                        .of(TestingExperiments.shares(shares))
                                        .done())
                .withMessage("there are 101 variants, expected 1 to 100");
    }

    @Test
    void aNameHasSoManyCharactersHoweverTheyAreWritten() {
        String longest = "😀".repeat(256);
        assertThat(read(FULL.replace("a7c1", longest)).salt()).isEqualTo(longest);
        assertRefused(
                FULL.replace("a7c1", longest + "😀"),
                "salt has 257 characters, expected 1 to 256, not all blank");
        assertThat(new ExternalAssignment(longest, "x", "a", 1_767_225_600_000L).userId())
                .isEqualTo(longest);
    }

    @Test
    void refusesMoreSurfacesThanThereAre() {
        assertRefused(
                FULL.replace("[\"home\"]", "[\"home\"" + ", \"home\"".repeat(100) + "]"),
                "there are 101 surfaces, expected at most 100");
    }

    @Test
    void theKeyIsTheIdOfTheExperiment() {
        assertThatThrownBy(() -> ExperimentReader.experiment("y", bytes(FULL)))
                .isInstanceOf(ExperimentException.class)
                .hasMessage("the key is 'y', expected 'x'");
    }

    @Test
    void readsAnAssignmentOfSomebodyElse() {
        String json =
                quoted(
                        "{'userId': 'u|1', 'experimentId': 'x', 'variant': 'a', 'timestamp':"
                                + " 1767225600000, 'by': 'us'}");
        assertThat(ExperimentReader.assignment("u|1", bytes(json)))
                .isEqualTo(new ExternalAssignment("u|1", "x", "a", 1_767_225_600_000L));
        assertThatThrownBy(() -> ExperimentReader.assignment("u", bytes(json)))
                .hasMessage("the key is 'u', expected 'u|1'");
        assertThatThrownBy(
                        () ->
                                ExperimentReader.assignment(
                                        "u|1", bytes(json.replace("1767225600000", "7"))))
                .isInstanceOf(ExperimentException.class)
                .hasMessageStartingWith("timestamp is 7, expected epoch milliseconds from");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "userId ; 7",
                "userId ; true",
                "experimentId ; 7",
                "experimentId ; 0.5",
                "variant ; 7",
                "variant ; false",
                "timestamp ; \"1767225600000\"",
                "timestamp ; \"\"",
                "timestamp ; true",
                "timestamp ; 1767225600000.5",
            })
    void anAssignmentTakesNoKindOfValueForAnother(String field, String value) {
        String json =
                quoted(
                                "{'userId': 'u', 'experimentId': 'x', 'variant': 'a', 'timestamp':"
                                        + " 1767225600000}")
                        .replaceFirst("(\"" + field + "\": )[^,}]*", "$1" + value);

        assertThatThrownBy(() -> ExperimentReader.assignment("u", bytes(json)))
                .isInstanceOf(ExperimentException.class)
                .hasMessageStartingWith(field + ": Cannot ");
    }

    private static void assertRefused(String json, String expected) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining(expected);
    }

    private static Experiment read(String json) {
        return ExperimentReader.experiment("x", bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
