// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.index.RowCursor;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The lines of a UTF-8 text file, each a sample with one text; empty lines too. Files named {@code .gz} and {@code .zst} are decompressed.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class TextRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;
    private final String field;

    TextRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        this.field = spec.single("a line of text is one array");
    }

    /**
     * @param path a text file, in any file system that Flink knows
     * @param field what the line is called in the samples
     */
    public static TextRows of(String path, String field) {
        return new TextRows(path, FormatSpec.EVERYTHING.withNames(Map.of(field, field)));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public TextRows constant(String name, String value) {
        return new TextRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        FieldNames names = spec.names(List.of(field), path);
        return TextOpening.open(
                path, "text", spec, (in, from, index) -> cursor(new LineReader(in, path, from), names, from, index));
    }

    ItemReader<Sample> read(InputStream in) throws IOException {
        RowCursor<Sample> cursor = cursor(
                new LineReader(in, path), spec.names(List.of(field), path), RowIndex.Mark.START, RowIndex.unshared());
        return TextOpening.forward(cursor, spec.badRecords());
    }

    private RowCursor<Sample> cursor(LineReader lines, FieldNames names, RowIndex.Mark from, RowIndex index) {
        return new LineCursor(lines, from, index, LineCursor.Blank.IS_A_ROW, new Reader(lines, names, spec, path));
    }

    /** False: where a line begins has to be found first. */
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
        return "text " + path;
    }

    private static final class Reader implements LineCursor.Parser {

        private final LineReader lines;
        private final FieldNames names;
        private final NdArray[] arrays;
        private final String path;
        private final BadRecords bad;
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

        Reader(LineReader lines, FieldNames names, FormatSpec spec, String path) {
            this.lines = lines;
            this.names = names;
            this.path = path;
            this.bad = spec.badRecords();
            List<NdArray> constants = spec.constants();
            arrays = new NdArray[names.size()];
            for (int i = 1; i < arrays.length; i++) {
                arrays[i] = constants.get(i - 1);
            }
        }

        /** How many characters of UTF-8 the line has. */
        private int points() {
            int points = lines.length();
            if (4L * points > Limits.item()) {
                byte[] bytes = lines.bytes();
                for (int i = lines.start(); i < lines.start() + lines.length(); i++) {
                    points -= (bytes[i] & 0xc0) == 0x80 ? 1 : 0;
                }
            }
            return points;
        }

        @Override
        public Sample parse() throws IOException {
            if (4L * points() > Limits.item()) {
                throw FormatException.atLine(
                        path,
                        lines.line(),
                        "takes more than " + Limits.item() + " bytes as an array: four a character. That is 256 MiB or"
                                + " an eighth of the heap: give the process more memory, or split the line");
            }
            try {
                String line = utf8.decode(ByteBuffer.wrap(lines.bytes(), lines.start(), lines.length()))
                        .toString();
                arrays[0] = NdArray.scalar(line);
            } catch (CharacterCodingException e) {
                throw FormatException.atLine(path, lines.line(), "is not UTF-8 text")
                        .causedBy(e);
            }
            return Sample.of(names, arrays.clone());
        }

        @Override
        public boolean leavesOut() {
            return bad.skips();
        }

        @Override
        public BadRecords badRecords() {
            return bad;
        }

        @Override
        public boolean learns() {
            return false;
        }
    }
}
