// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A folder with a plan over npz files: X float32 (width), Y int64, the number of the row, and rate int32, the same in each row. */
public record SamplesFolder(Path folder) {

    public static final String PLAN =
            """
            mux: stochastic
            n_active: 2
            rate: 4
            of:
              npz: "data/*.npz"
            """;

    public SamplesFolder plan(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return this;
    }

    public SamplesFolder npz(String name, int rows, int width) throws IOException {
        ByteBuffer x = ByteBuffer.allocate(4 * rows * width).order(ByteOrder.LITTLE_ENDIAN);
        long[] numbers = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
            for (int j = 0; j < width; j++) {
                x.putFloat(i + j / 1024f);
            }
        }
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("X", NdArray.wrap(DType.FLOAT32, new int[] {rows, width}, x.array()));
        arrays.put("Y", NdArray.of(numbers));
        arrays.put("rate", NdArray.scalar(22050));
        return npz(name, Sample.of(arrays));
    }

    public SamplesFolder npz(String name, Sample arrays) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        try (NpzWriter out = NpzWriter.stored(Files.newOutputStream(path))) {
            out.write(arrays);
        }
        return this;
    }

    public String path(String name) {
        return folder.resolve(name).toString();
    }
}
