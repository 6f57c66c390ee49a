package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrequentialReportTest {

    private static final PrequentialReport REPORT =
            new PrequentialReport(
                            new LogFacts(
                                    JudgedUnit.EVENT,
                                    20,
                                    83_846,
                                    67_076,
                                    1_396_804_027_929L,
                                    2_933,
                                    12_602,
                                    4_243,
                                    8_359),
                            new FeedFacts(83_846, 3, 1, 2),
                            List.of(
                                    new MethodScores(
                                            "feed",
                                            new Score(12_602, 0.6824, 0.3625),
                                            new Score(4_243, 1, 0.85),
                                            new Score(8_359, 0.52, 0.1),
                                            2_700),
                                    new MethodScores(
                                            "own last items",
                                            new Score(12_602, 0.3364, 0.2855),
                                            new Score(4_243, 0.9991, 0.848),
                                            null,
                                            801)),
                            List.of(
                                    new Lead(Score.Part.HIT_RATE, "own last items", 0.346, 0.0041),
                                    new Lead(Score.Part.GRADE, "own last items", -0.0123, 0.002)),
                            List.of(new Lead(Score.Part.GRADE, "model alone", 0.0014, 0.0006)),
                            null)
                    .with(new RunFacts(83_850, 83_846, Map.of("NOT_JSON", 3L, "EMPTY", 1L), 61.26));

    @Test
    void isATableForATerminal() {
        assertThat(REPORT.toText())
                .isEqualTo(
                        """
                                          all          repeats          new items          items
                                        HR@20  MRR@20    HR@20  MRR@20      HR@20  MRR@20  shown
                        ------------------------------------------------------------------------
                        feed             .682    .363    1.000    .850       .520    .100  2,700
                        own last items   .336    .286     .999    .848          -       -    801

                        12,602 events judged: 4,243 with repeats (33.7 %), 8,359 with new items
                        they are of users with an earlier event, after the first 67,076 of 83,846 \
                        events, from 2014-04-06T17:07:07.929Z on; 2,933 items in all
                        HR@20: the feed is .3460 ahead of 'own last items', the best reference; \
                        standard error .0041
                        MRR@20: the feed is .0123 behind 'own last items', the best reference; \
                        standard error .0020
                        MRR@20: the feed is .0014 ahead of 'model alone', an earlier run; standard \
                        error .0006
                        83,846 slates read; of the judged 3 never came (misses), 2 have fewer than \
                        20 items, 1 came again
                        83,850 events in, 83,846 slates out, 4 dead letters (EMPTY 1, NOT_JSON 3), \
                        61.3 s
                        """);
    }

    @Test
    void isATableForAPage() {
        assertThat(REPORT.toMarkdown())
                .startsWith(
                        """
                        |  | all HR@20 | all MRR@20 | repeats HR@20 | repeats MRR@20 \
                        | new items HR@20 | new items MRR@20 | items shown |
                        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                        | feed | .682 | .363 | 1.000 | .850 | .520 | .100 | 2,700 |
                        | own last items | .336 | .286 | .999 | .848 | - | - | 801 |

                        * 12,602 events judged: 4,243 with repeats (33.7 %), 8,359 with new items
                        """);
    }

    @Test
    void isJsonForAProgram() throws IOException {
        JsonNode json = new ObjectMapper().readTree(REPORT.toJson());

        assertThat(json.at("/log/unit").asText()).isEqualTo("EVENT");
        assertThat(json.at("/methods/0/all/hitRate").asDouble()).isEqualTo(0.6824);
        assertThat(json.at("/methods/1").has("newItems")).isFalse();
        assertThat(json.at("/leads/1/part").asText()).isEqualTo("GRADE");
        assertThat(json.at("/feed/missing").asInt()).isEqualTo(3);
        assertThat(json.at("/run/deadLetters/NOT_JSON").asLong()).isEqualTo(3);
    }
}
