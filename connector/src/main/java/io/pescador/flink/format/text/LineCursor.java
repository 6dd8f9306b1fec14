// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.RowCursor;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.record.Sample;

import java.io.IOException;

/** The rows of a file whose rows are lines, from one of them on. */
final class LineCursor implements RowCursor<Sample> {

    private final LineReader lines;
    private final RowIndex index;
    private final Blank blank;
    private final Parser parser;
    private long row;
    private boolean found;

    /** The row that comes next, where rows may be left out. */
    private Sample ahead;

    /** What a line with nothing but blanks is. */
    enum Blank {
        IS_A_ROW,
        IS_SKIPPED
    }

    /** Makes rows of lines. */
    interface Parser {

        /** The row that the current line is; null if it is left out. */
        Sample parse() throws IOException;

        /** Whether lines may be left out, so that only their content tells which are rows. */
        default boolean leavesOut() {
            return false;
        }

        /** What becomes of lines that cannot be read. */
        BadRecords badRecords();

        /** Whether rows to come depend on the current line, so that it cannot be passed over unseen. */
        boolean learns();
    }

    /**
     * @param lines begin at the mark
     * @param index is told where rows begin
     */
    LineCursor(LineReader lines, RowIndex.Mark from, RowIndex index, Blank blank, Parser parser) {
        this.lines = lines;
        this.index = index;
        this.blank = blank;
        this.parser = parser;
        row = from.row();
    }

    @Override
    public boolean hasNext() throws IOException {
        while (!found) {
            if (!lines.next()) {
                return false;
            }
            found = blank == Blank.IS_A_ROW || !lines.blank();
            if (found && parser.leavesOut()) {
                ahead = parseOrLeaveOut();
                found = ahead != null;
            }
        }
        index.pass(row, lines.offset(), lines.line());
        return true;
    }

    private Sample parseOrLeaveOut() throws IOException {
        try {
            return parser.parse();
        } catch (FormatException e) {
            parser.badRecords().leaveOut(e);
            return null;
        }
    }

    @Override
    public void skip() throws IOException {
        if (ahead == null && parser.learns()) {
            parser.parse();
        }
        pass();
    }

    @Override
    public Sample read() throws IOException {
        Sample sample = ahead == null ? parser.parse() : ahead;
        pass();
        return sample;
    }

    private void pass() {
        found = false;
        ahead = null;
        row++;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
