package io.freshet.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeadLetterBookTest {

    private static final long NOW = 1_000_000;

    private final DeadLetterBook book = new DeadLetterBook();

    @Test
    void keepsNoMoreOfALongRecordThanItsBeginning() {
        String huge = "x".repeat(900_000);
        book.add(
                ("{\"topic\": \""
                                + huge
                                + "\", \"reason\": \""
                                + huge
                                + "\", \"message\": \""
                                + huge
                                + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                1);

        DeadLetterBook.Sample sample = book.report(1).samples().get(0);
        assertThat(sample.reason()).hasSizeLessThan(2_000);
        assertThat(sample.message()).hasSizeLessThan(2_000);
        assertThat(sample.topic()).hasSizeLessThan(2_000);
    }

    @Test
    void countsByReasonAndKeepsTheLatest() {
        for (int i = 0; i < 30; i++) {
            book.add(letter("NOT_JSON", i), NOW + i);
        }
        book.add(letter("ID_EMPTY", 99), NOW - 60_000);

        DeadLetterBook.Report report = book.report(NOW + 30);

        assertThat(report.total()).isEqualTo(31);
        assertThat(report.reasons())
                .containsExactly(
                        new DeadLetterBook.Reason("NOT_JSON", 30, 30, NOW + 29),
                        new DeadLetterBook.Reason("ID_EMPTY", 1, 0, NOW - 60_000));
        assertThat(report.samples()).hasSize(21);
        assertThat(report.samples().get(0).offset()).isEqualTo(29);
        assertThat(report.samples().get(0).raw()).isEqualTo("<b>raw</b>");
        assertThat(book.lastMinute(NOW + 30)).isEqualTo(30);
    }

    @Test
    void aReasonOfALaterVersionIsCounted() {
        book.add(letter("SOMETHING_NEW", 1), NOW);

        assertThat(book.report(NOW).reasons())
                .extracting(DeadLetterBook.Reason::reason)
                .containsExactly("SOMETHING_NEW");
    }

    @Test
    void whatIsNoDeadLetterIsShownAsIt() {
        book.add(null, NOW);
        book.add("no JSON".getBytes(StandardCharsets.UTF_8), NOW);
        book.add("{}".getBytes(StandardCharsets.UTF_8), NOW);

        DeadLetterBook.Report report = book.report(NOW);

        assertThat(report.reasons())
                .extracting(DeadLetterBook.Reason::reason)
                .containsExactly("UNREADABLE");
        assertThat(report.samples())
                .extracting(DeadLetterBook.Sample::raw)
                .containsExactlyInAnyOrder("", "no JSON", "{}");
    }

    @Test
    void manyInventedReasonsTakeNoMoreRoom() {
        for (int i = 0; i < 1_000; i++) {
            book.add(letter("INVENTED_" + i, i), NOW);
        }

        assertThat(book.report(NOW).reasons()).hasSizeLessThanOrEqualTo(101);
        assertThat(book.total()).isEqualTo(1_000);
    }

    private static byte[] letter(String reason, int offset) {
        return """
            {"topic": "events", "partition": 1, "offset": %d, "reason": "%s", "message": "why",
             "size": 10, "raw": "PGI+cmF3PC9iPg=="}
            """
                .formatted(offset, reason)
                .getBytes(StandardCharsets.UTF_8);
    }
}
