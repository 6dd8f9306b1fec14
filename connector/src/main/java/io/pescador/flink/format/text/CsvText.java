// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.index.RowIndex;

import java.io.FilterReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;

/** The text of a CSV file for its parser: without the mark at its start, and refused at its end if that lies inside quotes. */
final class CsvText extends FilterReader {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String path;
    private final char separator;
    private final int comment;
    private final long skip;
    private final Deque<Long> torn = new ArrayDeque<>();
    private State state = State.CELL_START;
    private final RowIndex index;
    private boolean atStart;
    private boolean betweenRecords = true;

    /** The number of the record that is passed; -1 for the header. */
    private long row;

    private long offset;
    private long line;
    private long openedAt;
    private long recordLine;
    private char previous;

    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        /** Behind a quote inside quotes, which ends the cell or stands before another. */
        QUOTE,
        /** Behind something that follows the quote at the end of a cell. */
        TAIL,
        COMMENT
    }

    /**
     * @param spec what stands between two cells and before comments, how many lines to leave out, whether there is a header
     * @param from where the text begins
     * @param index is told where records begin
     */
    CsvText(Reader text, String path, FormatSpec spec, RowIndex.Mark from, RowIndex index) {
        super(new PushbackReader(text, 1));
        this.path = path;
        this.separator = CsvRows.separator(path, spec);
        String sign = spec.option(CsvRows.COMMENT);
        this.comment = sign.isEmpty() ? -1 : sign.charAt(0);
        this.skip = spec.option(CsvRows.SKIP);
        boolean hasHeader = spec.option(CsvRows.HEADER);
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
            skipLines();
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

    /** Passes over what some programs write above the header. */
    private void skipLines() throws IOException {
        long last = line + skip;
        while (line < last) {
            int c = in.read();
            if (c < 0) {
                return;
            }
            offset += bytes((char) c);
            if (c == '\n') {
                line++;
            }
        }
    }

    /** Whether something stands behind a closing quote in the record that begins in a line. Asked in the order of lines. */
    boolean isTorn(long firstLine) {
        while (!torn.isEmpty() && torn.peek() < firstLine) {
            torn.poll();
        }
        return !torn.isEmpty() && torn.peek() == firstLine;
    }

    /** How many bytes of UTF-8 a character has, or half of a pair of them. */
    private static int bytes(char c) {
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    private void follow(char c) {
        boolean lineEnd = c == '\n' || c == '\r';
        if (betweenRecords && c == comment) {
            betweenRecords = false;
            state = State.COMMENT;
        } else if (state == State.COMMENT) {
            betweenRecords = lineEnd;
        } else if (betweenRecords && !lineEnd) {
            betweenRecords = false;
            recordLine = line;
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
            case QUOTE -> {
                state = c == '"' ? State.QUOTED : c == separator || lineEnd ? State.CELL_START : State.TAIL;
                if (state == State.TAIL && (torn.isEmpty() || torn.peekLast() != recordLine)) {
                    torn.add(recordLine);
                }
            }
            case TAIL -> state = c == '"' ? State.QUOTED : c == separator || lineEnd ? State.CELL_START : State.TAIL;
            case COMMENT -> state = lineEnd ? State.CELL_START : State.COMMENT;
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
