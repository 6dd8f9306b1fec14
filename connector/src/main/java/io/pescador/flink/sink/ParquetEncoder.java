// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink;

import io.pescador.flink.format.parquet.ParquetWriter;
import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

import java.io.IOException;

/**
 * Writes each sample as a row of a Parquet file ({@link ParquetWriter} says what becomes of its arrays): for Flink's {@code FileSink},
 * which ends a file with each checkpoint and has each row once.
 */
@PublicEvolving
public final class ParquetEncoder implements BulkWriter.Factory<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public BulkWriter<Sample> create(FSDataOutputStream out) {
        ParquetWriter writer = new ParquetWriter(out);
        return new BulkWriter<>() {

            @Override
            public void addElement(Sample sample) throws IOException {
                writer.write(sample);
            }

            @Override
            public void flush() {} // a Parquet file is nothing before its end

            @Override
            public void finish() throws IOException {
                writer.finish();
                out.flush();
            }
        };
    }
}
