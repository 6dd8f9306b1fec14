// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.DType;

import com.github.luben.zstd.Zstd;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static io.pescador.flink.format.internal.HostileInput.INFLATED;
import static io.pescador.flink.format.internal.HostileInput.fuzz;
import static io.pescador.flink.format.internal.HostileInput.gzip;
import static io.pescador.flink.format.internal.HostileInput.items;

/** Damaged text files, plain and compressed. */
class HostileInputTextTest {

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void csv(@ForAll long seed) throws IOException {
        byte[] start = Arrays.copyOf(Fixtures.bytes("csv/breast-cancer.csv"), 2000);
        byte[] quoted = "a,b,c\n1,\"x, \"\"y\"\"\n z\",0.5\n2,w,nan\n-3,,1e308\n".getBytes(StandardCharsets.UTF_8);
        CsvRows declared = CsvRows.of("f.csv").types(Map.of("a", DType.INT8));
        fuzz(seed, List.of(start, quoted, gzip(quoted), Zstd.compress(quoted)), 8 * INFLATED, bytes -> {
            items(CsvRows.of("f.csv").read(new ByteArrayInputStream(bytes)));
            items(CsvRows.of("f.csv.gz").read(Compression.decode(new ByteArrayInputStream(bytes), "f.csv.gz")));
            items(CsvRows.of("f.csv.zst").read(Compression.decode(new ByteArrayInputStream(bytes), "f.csv.zst")));
            items(declared.read(new ByteArrayInputStream(bytes)));
            items(declared.na(List.of("w", "nan")).nulls(Nulls.SKIPPED).read(new ByteArrayInputStream(bytes)));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void jsonl(@ForAll long seed) throws IOException {
        byte[] text =
                ("{\"x\": [[1, 2.5], [-3e5, 4]], \"s\": \"\\u00e9\\n\", \"b\": true}\n\n{\"b\": false, \"x\": [[1, 2]], \"s\": \"ñ\"}\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] nested = "{\"x\": [[[[[[]]]]], {\"a\": null}, \"NaN\"]}".getBytes(StandardCharsets.UTF_8);
        JsonlRows declared = JsonlRows.of("f.jsonl").types(Map.of("x", DType.FLOAT32));
        byte[] objects =
                "{\"value\":{\"m\":[{\"x\":1,\"y\":null},{\"x\":2}],\"o\":{\"x\":[NaN]}},\"draw\":1}\n{\"value\":{\"m\":[],\"o\":null}}\n"
                        .getBytes(StandardCharsets.UTF_8);
        JsonlRows paths = JsonlRows.of("f.jsonl")
                .fields(Map.of("a", "value.m.x", "b", "value.m.y", "c", "value.o.x"))
                .nulls(Nulls.REFUSED.filling("b", "7").skippingRows("c"));
        fuzz(seed, List.of(text, nested, objects, gzip(text)), 8 * INFLATED, bytes -> {
            items(paths.read(new ByteArrayInputStream(bytes)));
            items(JsonlRows.of("f.jsonl").readable().nulls(Nulls.SKIPPED).read(new ByteArrayInputStream(bytes)));
            items(JsonlRows.of("f.jsonl").read(new ByteArrayInputStream(bytes)));
            items(JsonlRows.of("f.jsonl.gz").read(Compression.decode(new ByteArrayInputStream(bytes), "f.jsonl.gz")));
            items(declared.read(new ByteArrayInputStream(bytes)));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void text(@ForAll long seed) throws IOException {
        byte[] text = "pez\r\nseñal\n\n網🐟\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        fuzz(seed, List.of(text, gzip(text), Zstd.compress(text)), 8 * INFLATED, bytes -> {
            for (String name : List.of("f.txt", "f.gz", "f.zst")) {
                items(TextRows.of(name, "t").read(Compression.decode(new ByteArrayInputStream(bytes), name)));
            }
        });
    }
}
