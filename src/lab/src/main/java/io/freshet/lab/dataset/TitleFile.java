package io.freshet.lab.dataset;

import io.freshet.core.domain.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What items are called, one a line: the id, the title and, if there is one, the category, with
 * {@code ::}, a tab, {@code |}, a semicolon or a comma between them. So it takes {@code movies.dat}
 * and {@code u.item} of MovieLens; after a bar what follows the title is no category.
 */
public final class TitleFile {

    private static final String BAR = "|";
    private static final List<String> SEPARATORS = List.of("::", "\t", BAR, ";", ",");

    private TitleFile() {}

    /**
     * All of it.
     *
     * @param file packed if its name ends in .gz; UTF-8, or else Latin-1
     * @throws IOException if it cannot be read, or a line has no title; the message says which
     */
    public static List<Item> read(Path file) throws IOException {
        List<String> lines = text(file).lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            throw new IOException(file + " is empty, expected lines with an id and a title");
        }
        String separator =
                SEPARATORS.stream().filter(lines.get(0)::contains).findFirst().orElse(",");
        List<Item> items = new ArrayList<>();
        for (String line : lines) {
            items.add(item(file, items.size() + 1, line, separator));
        }
        return items;
    }

    private static Item item(Path file, int number, String line, String separator)
            throws IOException {
        List<String> fields;
        try {
            fields = Table.split(line, separator);
        } catch (BadLineException e) {
            throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
        }
        if (fields.size() < 2 || fields.get(0).isBlank() || fields.get(1).isBlank()) {
            throw new IOException(
                    file
                            + ", line "
                            + number
                            + " has no id and title with "
                            + separator
                            + " between them: "
                            + line);
        }
        String category =
                fields.size() > 2 && !separator.equals(BAR) && !fields.get(2).isBlank()
                        ? fields.get(2).strip().replace(BAR, ", ")
                        : null;
        return new Item(
                fields.get(0).strip(), fields.get(1).strip(), category, null, null, null, null);
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file);
                InputStream plain =
                        file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            bytes = plain.readAllBytes();
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
