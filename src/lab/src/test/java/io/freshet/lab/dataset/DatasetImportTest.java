package io.freshet.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetImportTest {

    private static final long T = Instant.parse("2020-05-01T10:00:00Z").toEpochMilli();

    private final StringWriter badLines = new StringWriter();
    private final List<Interaction> found = new ArrayList<>();
    private ImportSettings settings = ImportSettings.DEFAULT;
    private int runLength = 100;

    @TempDir private Path directory;

    @Test
    void readsRatingsInAllTheirLayouts() throws IOException {
        long at = T / 1000;
        for (String content :
                List.of(
                        "7\t9\t4\t" + at + "\n",
                        "7::9::4::" + at + "\n",
                        "userId,movieId,rating,timestamp\n7,9,4.0," + at + "\n",
                        "user_id\tmovie_id\trating\ttimestamp\r\n7\t9\t4\t" + at + "\r\n")) {
            found.clear();
            run("movielens", "ratings.x", content);

            assertThat(found).hasSize(1);
            assertThat(found.get(0).userId()).isEqualTo("7");
            assertThat(found.get(0).itemId()).isEqualTo("9");
            assertThat(found.get(0).type()).isEqualTo("view");
            assertThat(found.get(0).timestamp()).isEqualTo(T);
            assertThat(found.get(0).value()).isEqualTo(4.0);
        }
    }

    @Test
    void movesTimesFromBeforeTheYear2000OnDemand() throws IOException {
        String content = "1\t2\t3\t881000000\n";

        assertThatThrownBy(() -> run("movielens", "u.data", content))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no line is an interaction")
                .hasMessageContaining("u.data:1: bad time")
                .hasMessageContaining("--shift-days");

        settings =
                new ImportSettings(
                        ColumnMapping.DEFAULT, TimeFormat.AUTO, "rate", Duration.ofDays(1_000));
        run("movielens", "u.data", content);

        assertThat(found.get(0).timestamp()).isEqualTo(881_000_000_000L + 86_400_000_000L);
        assertThat(found.get(0).type()).isEqualTo("rate");
    }

    @Test
    void readsClicksAndBuysOfYoochoose() throws IOException {
        run("yoochoose", "a", "SessionId\tItemId\tTime\n5\t77\t" + T / 1000 + ".25\n");
        run("yoochoose", "b", "5,2020-05-01T10:00:01.000Z,78,0\n");
        run("yoochoose", "c", "5,2020-05-01T10:00:02.000Z,79,150,2\n");

        assertThat(found)
                .containsExactly(
                        Interaction.of("a-2", "5", "77", "click", T + 250),
                        Interaction.of("b-1", "5", "78", "click", T + 1_000),
                        new Interaction(
                                "c-1", "5", "79", "purchase", T + 2_000, null, null, 300.0));
    }

    @Test
    void namesTheTypesOfRetailrocket() throws IOException {
        ImportReport report =
                run(
                        "retailrocket",
                        "events.csv",
                        "timestamp,visitorid,event,itemid,transactionid\n"
                                + (T + 2)
                                + ",1,transaction,10,4\n"
                                + (T + 1)
                                + ",1,addtocart,10,\n"
                                + T
                                + ",1,view,10,\n"
                                + T
                                + ",1,stare,10,\n");

        assertThat(found)
                .extracting(Interaction::type)
                .containsExactly("view", "add_to_cart", "purchase");
        assertThat(report.bad()).isEqualTo(Map.of(BadLineKind.TYPE, 1L));
        assertThat(badLines.toString())
                .endsWith(
                        "events.csv:5: unknown type: event is 'stare', expected view, addtocart or transaction\n");
    }

    @Test
    void readsSessionsOfDiginetica() throws IOException {
        run("diginetica", "s.txt", "11 12\n13\n");

        long first = Diginetica.START_MILLIS + Diginetica.SESSION_MILLIS;
        assertThat(found)
                .containsExactly(
                        Interaction.of("s-1", "session-1", "11", "view", first),
                        Interaction.of(
                                "s-1-1", "session-1", "12", "view", first + Diginetica.ITEM_MILLIS),
                        Interaction.of(
                                "s-2",
                                "session-2",
                                "13",
                                "view",
                                first + Diginetica.SESSION_MILLIS));

        found.clear();
        run(
                "diginetica",
                "train-item-views.csv",
                "sessionId;userId;itemId;timeframe;eventdate\n1;NA;81;526309;2020-05-01\n");
        assertThat(found.get(0).timestamp()).isEqualTo(T - 36_000_000L + 526_309);
    }

    @Test
    void readsEverySessionOfDigineticasPairsOnce() throws IOException {
        ImportReport report =
                run("diginetica", "pairs.txt", "1 2\t1\n1\t2\n1 2\t1\n1\t2\n1\t2\n7\n");

        assertThat(found)
                .extracting(each -> each.userId() + " " + each.itemId())
                .containsExactly(
                        "session-1 1",
                        "session-1 2",
                        "session-1 1",
                        "session-3 1",
                        "session-3 2",
                        "session-3 1",
                        "session-5 1",
                        "session-5 2");
        assertThat(report.bad()).isEqualTo(Map.of(BadLineKind.FIELDS, 1L));
    }

    @Test
    void keepsTheOrderOfSequences() throws IOException {
        run("sequences", "ml.txt", "1 30\n1 10\n1 20\n2 10\n");

        assertThat(found.stream().filter(each -> each.userId().equals("1")))
                .extracting(Interaction::itemId)
                .containsExactly("30", "10", "20");
        assertThat(found).extracting(Interaction::itemId).startsWith("30", "10");
        assertThat(found.get(1).userId()).isEqualTo("2");
    }

    @Test
    void leavesOutWhatTheRulesOfOnlineRetailSay() throws IOException {
        String first =
                """
                Invoice\tStockCode\tDescription\tQuantity\tInvoiceDate\tPrice\tCustomer ID\tCountry
                1\tA\tred  mug \t2\t2020-05-01 10:00:00\t1.5\t17\tX
                1\tB\tBLUE MUG\t1\t2020-05-01 10:00:00\t2\t17\tX
                1\tA\tRED MUG\t1\t2020-05-01 10:00:00\t1.5\t17.0\tX
                2\tA\tRED MUG\t1\t2020-05-01 10:00:00\t1.5\t\tX
                2\tA\tRED MUG\t1\t2020-05-01 10:00:00\t1.5\tnull\tX
                C3\tA\tRED MUG\t-1\t2020-05-01 10:00:00\t1.5\t17\tX
                """;
        String second =
                """
                Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                "BLUE MUG",1,5/1/2020 10:00,2,17,X
                "MUG, GREEN",1,2020-05-01T10:00:00.000Z,2,17,X
                """;
        DatasetSource one = write("online-retail", "one.tsv", first);
        DatasetSource two = write("online-retail", "two.csv", second);

        ImportReport report = run(List.of(one, two));

        assertThat(found)
                .extracting(Interaction::itemId)
                .containsExactly("RED MUG", "BLUE MUG", "MUG, GREEN");
        assertThat(found).extracting(Interaction::timestamp).containsExactly(T, T + 1, T + 2);
        assertThat(found.get(0).value()).isEqualTo(3.0);
        assertThat(report.excluded())
                .isEqualTo(Map.of("no customer", 2L, "cancellation", 1L, "repeats", 2L));
        assertThat(report.interactions()).isEqualTo(3);
    }

    @Test
    void readsTablesAndJsonThroughAMapping() throws IOException {
        settings =
                new ImportSettings(
                        ColumnMapping.parse("user=who,item=sku,time=at,value=paid,type=did"),
                        TimeFormat.AUTO,
                        null,
                        Duration.ZERO);
        run("csv", "a.csv", "at,who,sku,did,paid\n2020-05-01,u,\"x,1\",buy,2.5\n");
        run("tsv", "b.tsv", "at\twho\tsku\tdid\tpaid\n" + T + "\tu\ty\"\tview\t\n");
        run(
                "jsonl",
                "c.jsonl",
                "{\"at\":" + T / 1000 + ",\"who\":7,\"sku\":\"z\",\"did\":\"view\"}\n");

        assertThat(found)
                .containsExactly(
                        new Interaction("a-2", "u", "x,1", "buy", T - 36_000_000L, null, null, 2.5),
                        Interaction.of("b-2", "u", "y\"", "view", T),
                        Interaction.of("c-1", "7", "z", "view", T));
    }

    @Test
    void namesTheMissingColumn() {
        assertThatThrownBy(() -> run("csv", "a.csv", "user,itemId,timestamp\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("a.csv:1: no column userId for csv; found user, itemId")
                .hasMessageContaining("--columns");
    }

    @Test
    void reportsEveryBadLineWithItsPlaceAndReason() throws IOException {
        ImportReport report =
                run(
                        "csv",
                        "a.csv",
                        "userId,itemId,timestamp,value\n"
                                + "u,i,1588327200000,1\n"
                                + "u,i,yesterday,1\n"
                                + "u,i\n"
                                + ",i,1588327200000,1\n"
                                + "u,i,1588327200000,many\n"
                                + "\"u,i,1588327200000,1\n"
                                + "\n"
                                + "u,i,99999999999999999999999,1\n"
                                + "u,i,1,1\n"
                                + "u,"
                                + "i".repeat(257)
                                + ",1588327200000,1\n");

        assertThat(report.lines()).isEqualTo(11);
        assertThat(report.interactions()).isEqualTo(1);
        assertThat(report.badLines()).isEqualTo(8);
        assertThat(report.excluded()).isEqualTo(Map.of("blank", 1L));
        String file = directory.resolve("a.csv").toString();
        assertThat(badLines.toString().lines())
                .hasSize(8)
                .contains(
                        file + ":4: wrong fields: found 2 fields, expected 4",
                        file + ":5: bad id: user has 0 characters, expected 1 to 256",
                        file + ":6: bad number: value is 'many', expected a number",
                        file + ":7: bad syntax: quotes do not match")
                .anyMatch(line -> line.startsWith(file + ":3: bad time: found 'yesterday'"))
                .anyMatch(line -> line.startsWith(file + ":9: bad time"))
                .anyMatch(line -> line.startsWith(file + ":10: bad time"));
        assertThat(report.summary()).contains("11 lines, 1 interactions").contains("bad time 3");
    }

    @Test
    void refusesBrokenJson() throws IOException {
        ImportReport report =
                run(
                        "jsonl",
                        "a.jsonl",
                        """
                        {"userId":"u","itemId":"i","timestamp":1588327200000}
                        {"userId":"u"
                        [1]
                        {"userId":"u","itemId":null,"timestamp":1588327200000}
                        {"userId":"u","itemId":"i","timestamp":1588327200000,"value":"1"}
                        {"userId":"u","itemId":"i","timestamp":1588327200000} 5
                        """);

        assertThat(report.interactions()).isEqualTo(1);
        assertThat(report.bad())
                .isEqualTo(
                        Map.of(
                                BadLineKind.SYNTAX, 3L,
                                BadLineKind.FIELDS, 1L,
                                BadLineKind.NUMBER, 1L));
    }

    @Test
    void sortsByTimeWithAnyMemoryAndMovesTiesApart() throws IOException {
        StringBuilder content = new StringBuilder("userId,itemId,timestamp\n");
        for (int i = 0; i < 500; i++) {
            content.append("u" + i % 7 + ",i" + i + "," + (T + (i * 37) % 50) + "\n");
        }
        run("csv", "a.csv", content.toString());
        List<Interaction> inMemory = List.copyOf(found);
        found.clear();
        runLength = 33;
        run("csv", "a.csv", content.toString());

        assertThat(found).isEqualTo(inMemory).hasSize(500);
        assertThat(found).extracting(Interaction::timestamp).isSorted();
        assertThat(found.stream().map(each -> each.userId() + "@" + each.timestamp()))
                .doesNotHaveDuplicates();
        assertThat(found.stream().map(Interaction::eventId)).doesNotHaveDuplicates();
    }

    @Test
    void movesTiesInTheOrderOfTheFile() throws IOException {
        run(
                "csv",
                "a.csv",
                "userId,itemId,timestamp\n"
                        + String.format(
                                "u,a,%d%nu,b,%d%nv,c,%d%nu,d,%d%nu,e,%d%n", T, T, T, T + 1, T + 9));

        assertThat(found)
                .extracting(each -> each.itemId() + (each.timestamp() - T))
                .containsExactly("a0", "c0", "b1", "d2", "e9");
    }

    @Test
    void unpacksAndNoticesATruncatedFile() throws IOException {
        DatasetSource source = write("sequences", "s.txt.gz", "");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(source.path()))) {
            out.write("1 2\n1 3\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        run(List.of(source));
        assertThat(found).extracting(Interaction::eventId).containsExactly("s-1", "s-2");

        byte[] whole = Files.readAllBytes(source.path());
        Files.write(source.path(), java.util.Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> run(List.of(source)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("s.txt.gz: cannot read on after line");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        DatasetSource absent = new DatasetSource("csv", directory.resolve("absent.csv"));
        DatasetSource empty = write("csv", "empty.csv", "");
        DatasetSource same = write("csv", "empty.txt", "");

        assertThatThrownBy(() -> run(List.of(absent))).hasMessageEndingWith("is not a file");
        assertThatThrownBy(() -> run(List.of(empty))).hasMessageEndingWith("is empty");
        assertThatThrownBy(() -> run(List.of(empty, same)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would give the same event ids");
    }

    @Test
    void saysWhichFormatsThereAre() {
        assertThat(DatasetSource.parse("csv:/a:b"))
                .isEqualTo(new DatasetSource("csv", Path.of("/a:b")));
        for (String text : List.of("nothing", "xml:a", "csv:")) {
            assertThatThrownBy(() -> DatasetSource.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("movielens, sequences");
        }
        assertThatThrownBy(() -> ColumnMapping.parse("user=a,visitor=b"))
                .hasMessageContaining("found 'visitor=b'");
    }

    private ImportReport run(String format, String name, String content) throws IOException {
        return run(List.of(write(format, name, content)));
    }

    private ImportReport run(List<DatasetSource> sources) throws IOException {
        badLines.getBuffer().setLength(0);
        return new DatasetImport(sources, settings, runLength)
                .run(found::add, badLines, lines -> {});
    }

    private DatasetSource write(String format, String name, String content) throws IOException {
        return new DatasetSource(format, Files.writeString(directory.resolve(name), content));
    }
}
