// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** A row is the same however the reader came to it. */
class ParquetRowsAnywhereTest {

    @TempDir
    private Path directory;

    private static List<Sample> all(ParquetRows rows) throws IOException {
        List<Sample> all = new ArrayList<>();
        try (RowReader<Sample> reader = rows.open()) {
            for (Sample row = reader.read(0); row != null; row = reader.read(all.size())) {
                all.add(row);
            }
            assertThat(reader.count()).isEqualTo(all.size());
        }
        return all;
    }

    private static void assertAnywhere(ParquetRows rows, List<Sample> all) throws IOException {
        Random random = new Random(1);
        for (int activation = 0; activation < 20; activation++) {
            int start = random.nextInt(all.size());
            try (RowReader<Sample> reader = rows.open()) {
                for (int row = start; row < start + 5; row++) {
                    assertThat(reader.read(row)).isEqualTo(row < all.size() ? all.get(row) : null);
                }
                for (int i = 0; i < 3; i++) {
                    int other = random.nextInt(all.size());
                    assertThat(reader.read(other)).isEqualTo(all.get(other));
                }
            }
        }
    }

    /** Lists, texts, nulls, several pages and row groups: all that another program wrote. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "none-v1",
                "none-v2",
                "snappy-v1",
                "snappy-v2",
                "gzip-v1",
                "gzip-v2",
                "zstd-v1",
                "zstd-v2",
                "delta"
            })
    void filesOfArrow(String name) throws IOException {
        ParquetRows rows =
                ParquetRows.of(Fixtures.file("parquet/" + name + ".parquet")).readable();
        assertAnywhere(rows, all(rows));
    }

    /** Many pages of each column, so that some are passed over unseen, and dictionaries. */
    @Test
    void aFileOfManyPages() throws IOException {
        Path file = directory.resolve("a.parquet");
        Random random = new Random(2);
        int count = 60_000;
        FieldNames names = FieldNames.of(List.of("id", "noise", "word", "list"));
        try (OutputStream out = Files.newOutputStream(file)) {
            ParquetWriter writer = new ParquetWriter(out);
            for (int i = 0; i < count; i++) {
                byte[] noise = new byte[40];
                random.nextBytes(noise);
                writer.write(Sample.of(
                        names,
                        NdArray.scalar((long) i),
                        NdArray.scalar(
                                new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1).replace('\0', ' ')),
                        NdArray.scalar("word " + i % 100),
                        NdArray.of(new int[i % 4])));
            }
            writer.finish();
        }
        ParquetRows rows = ParquetRows.of(file.toString());
        List<Sample> all = all(rows);
        assertThat(all).hasSize(count);
        assertAnywhere(rows, all);
    }
}
