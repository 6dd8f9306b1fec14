// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.RowIndex;

import java.io.FilterReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/** The text of a CSV file for its parser: without the mark at its start, and refused at its end if that lies inside quotes. */
final class CsvText extends FilterReader {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String path;
    private final char separator;
    private State state = State.CELL_START;
    private final RowIndex index;
    private boolean atStart;
    private boolean betweenRecords = true;

    /** The number of the record that is passed; -1 for the header. */
    private long row;

    private long offset;
    private long line;
    private long openedAt;
    private char previous;

    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        /** Behind a quote inside quotes, which ends the cell or stands before another. */
        QUOTE
    }

    /**
     * @param separator what stands between two cells
     * @param from where the text begins
     * @param hasHeader whether the file begins with a header
     * @param index is told where records begin
     */
    CsvText(Reader text, String path, char separator, RowIndex.Mark from, boolean hasHeader, RowIndex index) {
        super(new PushbackReader(text, 1));
        this.path = path;
        this.separator = separator;
        this.index = index;
        atStart = from.equals(RowIndex.Mark.START);
        row = atStart && hasHeader ? -1 : from.row();
        offset = from.offset();
        line = from.line();
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] target, int offset, int count) throws IOException {
        if (atStart) {
            atStart = false;
            skipMark();
        }
        int read = super.read(target, offset, count);
        if (read < 0 && state == State.QUOTED) {
            throw FormatException.atLine(path, openedAt, "is cut short: the file ends inside quotes that open here");
        }
        for (int i = offset; i < offset + read; i++) {
            follow(target[i]);
        }
        return read;
    }

    private void skipMark() throws IOException {
        int first = in.read();
        if (first == BYTE_ORDER_MARK) {
            offset += bytes(BYTE_ORDER_MARK);
        } else if (first >= 0) {
            ((PushbackReader) in).unread(first);
        }
    }

    /** How many bytes of UTF-8 a character has, or half of a pair of them. */
    private static int bytes(char c) {
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    private void follow(char c) {
        boolean lineEnd = c == '\n' || c == '\r';
        if (betweenRecords && !lineEnd) {
            betweenRecords = false;
            if (index.learned() != null) { // without the header and the types a record means nothing
                index.pass(row, offset, line);
            }
        } else if (lineEnd && !betweenRecords && state != State.QUOTED) {
            betweenRecords = true;
            row++;
        }
        offset += bytes(c);
        if (c == '\r' || c == '\n' && previous != '\r') {
            line++;
        }
        previous = c;
        switch (state) {
            case QUOTED -> state = c == '"' ? State.QUOTE : State.QUOTED;
            case QUOTE -> state = c == '"' ? State.QUOTED : c == separator || lineEnd ? State.CELL_START : State.PLAIN;
            default -> {
                if (c == separator || lineEnd) {
                    state = State.CELL_START;
                } else if (state == State.CELL_START && c == '"') {
                    state = State.QUOTED;
                    openedAt = line;
                } else {
                    state = State.PLAIN;
                }
            }
        }
    }
}
