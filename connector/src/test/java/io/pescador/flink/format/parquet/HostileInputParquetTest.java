// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static io.pescador.flink.format.internal.HostileInput.PLAIN;
import static io.pescador.flink.format.internal.HostileInput.fuzz;
import static io.pescador.flink.format.internal.HostileInput.items;

/** Damaged Parquet files. */
class HostileInputParquetTest {

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void parquet(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String name : List.of(
                "none-v1",
                "none-v2",
                "snappy-v1",
                "gzip-v2",
                "zstd-v1",
                "delta",
                "odd",
                "rich-v1",
                "rich-v2",
                "int96")) {
            originals.add(Fixtures.bytes("parquet/" + name + ".parquet"));
        }
        Map<String, String> some = Map.of("i32", "i32", "s", "s");
        fuzz(seed, originals, PLAIN, bytes -> {
            items(ParquetRows.of("f.parquet").read(MemoryFile.of(bytes, "f.parquet")));
            items(ParquetRows.of("f.parquet").readable().nulls(Nulls.SKIPPED).read(MemoryFile.of(bytes, "f.parquet")));
            items(ParquetRows.of("f.parquet").fields(some).read(MemoryFile.of(bytes, "f.parquet")));
        });
    }
}
