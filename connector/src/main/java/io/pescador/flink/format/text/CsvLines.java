// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.ValueException;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordWrapper;

import java.util.ArrayList;
import java.util.List;

/** Takes cells from the parser. The library's own handlers end at 16 384 cells a record, which expression matrices exceed. */
final class CsvLines extends AbstractBaseCsvCallbackHandler<CsvLines.Line> {

    /** What a cell takes in memory besides its characters. */
    private static final int OVERHEAD = 56;

    private List<String> cells = new ArrayList<>();
    private long bytes;

    /**
     * A record.
     *
     * @param start the number of its first line, from 1
     */
    record Line(long start, List<String> cells) {}

    @Override
    protected void handleBegin(long startingLineNumber) {
        cells = new ArrayList<>(cells.size());
        bytes = 0;
    }

    @Override
    protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
        bytes += OVERHEAD + length;
        if (bytes > Limits.item()) {
            throw new ValueException("takes more than " + Limits.item() + " bytes in a record");
        }
        cells.add(new String(buffer, offset, length));
    }

    @Override
    protected RecordWrapper<Line> buildRecord() {
        return wrapRecord(new Line(getStartingLineNumber(), cells));
    }
}
