// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.ForwardRows;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The records of a CSV file (RFC 4180: quoted fields may hold separators, quotes and line breaks), in UTF-8. Files named {@code .gz} and
 * {@code .zst} are decompressed.
 *
 * <p>The first record names the columns, unless {@link #withoutHeader()} says otherwise. Types are declared by {@link #types}; where they
 * are not, the first data record settles them for the file: a whole number in it makes int64, another number, {@code nan}, {@code inf} or
 * nothing float64, anything else str, and gathered columns have float64 if one of them has. A later cell that does not fit is refused with
 * its line. An empty cell is NaN in a floating-point array, a text of no letters in a text array, and refused elsewhere.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class CsvRows implements Rows<Sample> {

    static final FormatOption<Boolean> HEADER = FormatOption.flag(
            "header",
            true,
            "Whether the first record names the columns. Without, columns are named by their numbers, from `0`.");

    static final FormatOption<Character> SEPARATOR = FormatOption.character(
            "separator", ',', "\"\r\n", "What stands between cells. Between quotes: `\";\"`, `\"\\t\"`.");

    static final FormatOption<List<String>> NA = FormatOption.words(
            "na",
            "Cells that stand for nothing, as an empty one does: `[NA, \"null\"]`. They are NaN in floating-point arrays;"
                    + " elsewhere `nulls` says what they are.");

    static final FormatOption<String> COMMENT = FormatOption.text(
            "comment",
            "",
            "The character with which lines begin that are not read: `\"#\"`. Without it, all are read.");

    static final FormatOption<Long> SKIP = FormatOption.wholeNumber(
            "skip", 0, 1_000_000, 0, "How many lines stand above the header and are not read.");

    static final FormatOption<String> ENCODING = FormatOption.oneOf(
            "encoding", List.of("utf-8", "latin-1", "utf-16"), "How letters are written as bytes in the file.");

    private final String path;
    private final FormatSpec spec;

    CsvRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        String comment = spec.option(COMMENT);
        if (comment.length() > 1) {
            throw new IllegalArgumentException(
                    "comment is \"" + comment + "\": one character between quotes, such as \"#\"");
        }
    }

    /** A tabulator in files named so, where nothing else was asked for. */
    static char separator(String path, FormatSpec spec) {
        char separator = spec.option(SEPARATOR);
        boolean tabs = separator == SEPARATOR.byDefault()
                && Compression.endings("tsv", "tab").stream()
                        .anyMatch(ending -> path.toLowerCase(Locale.ROOT).endsWith("." + ending));
        return tabs ? '\t' : separator;
    }

    static Charset charset(FormatSpec spec) {
        return switch (spec.option(ENCODING)) {
            case "latin-1" -> StandardCharsets.ISO_8859_1;
            case "utf-16" -> StandardCharsets.UTF_16;
            default -> StandardCharsets.UTF_8;
        };
    }

    /** @param path a CSV file with a header, in any file system that Flink knows */
    public static CsvRows of(String path) {
        return new CsvRows(path, FormatSpec.EVERYTHING);
    }

    /**
     * Says which arrays a sample has; without this, it has one without axes for each column.
     *
     * @param made name in the sample → what it is made of, in the order of the sample; empty: each column under its own name
     */
    public CsvRows fields(Map<String, FieldSource> made) {
        return new CsvRows(path, spec.withFields(made));
    }

    /** @param declared name in the sample → its type, any but float16 and bytes; a bool is written true or false, 1 or 0 */
    public CsvRows types(Map<String, DType> declared) {
        return new CsvRows(path, spec.withTypes(declared));
    }

    /** Takes the first record for data; the columns are named by their numbers, from "0". */
    public CsvRows withoutHeader() {
        return new CsvRows(path, spec.withOption(HEADER, false));
    }

    /** @param character what stands between cells; a comma if it is not said */
    public CsvRows separator(char character) {
        return new CsvRows(path, spec.withOption(SEPARATOR, character));
    }

    /** Says what becomes of empty cells and of the words of {@link #na}. */
    public CsvRows nulls(Nulls rules) {
        return new CsvRows(path, spec.withNulls(rules));
    }

    /** @param words cells that stand for nothing, such as {@code NA} */
    public CsvRows na(List<String> words) {
        return new CsvRows(path, spec.withOption(NA, List.copyOf(words)));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public CsvRows constant(String name, String value) {
        return new CsvRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        boolean indexed = !spec.leavesRowsOut() && charset(spec) == StandardCharsets.UTF_8;
        return indexed
                ? TextOpening.open(path, "csv", spec, this::cursor)
                : ForwardRows.open(() -> read(Compression.open(path)));
    }

    ItemReader<Sample> read(InputStream in) throws IOException {
        return TextOpening.forward(records(in), spec.badRecords());
    }

    CsvRecords records(InputStream in) throws IOException {
        return cursor(in, RowIndex.Mark.START, RowIndex.unshared());
    }

    private CsvRecords cursor(InputStream in, RowIndex.Mark from, RowIndex index) throws IOException {
        try {
            return new CsvRecords(in, path, spec, from, index);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** False: where a record begins has to be found first. */
    @Override
    public boolean addressable() {
        return false;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public String toString() {
        return "csv " + path;
    }
}
