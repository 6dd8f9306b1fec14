// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.index.Versioned;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;

/** The rows of a Parquet file none of which is left out: a row has the number that it has in the file. */
final class ParquetRowReader implements RowReader<Sample>, Versioned {

    /** Rows that are passed over one by one; for more, pages may be passed over whole. */
    private static final long NEAR = 1000;

    private final ParquetReading reading;
    private boolean failed;

    ParquetRowReader(ParquetReading reading) {
        this.reading = reading;
    }

    @Override
    public long count() {
        return reading.rows();
    }

    @Override
    public Sample read(long row) throws IOException {
        if (row >= count()) {
            return null;
        }
        long ahead = row - reading.next();
        if (failed || ahead < 0 || ahead > NEAR) {
            failed = true;
            reading.goTo(row);
            ahead = 0;
        }
        failed = true;
        reading.skip(ahead);
        Sample sample = reading.read();
        failed = false;
        return sample;
    }

    @Override
    public FileVersion version() {
        return reading.version();
    }

    @Override
    public void close() throws IOException {
        reading.close();
    }
}
