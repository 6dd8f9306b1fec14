// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.plan.problem.Problem;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder with a plan and its data, in which a test tries what a person might write. */
record PlanFolder(Path folder) {

    PlanFolder file(String name, String text) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    /** An npz with {@code rows} rows of arrays X (float32, {@code width} wide) and Y (int64, the row's number). */
    PlanFolder npz(String name, int rows, int width) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        long[] numbers = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
        }
        try (NpzWriter out = NpzWriter.stored(Files.newOutputStream(path))) {
            out.write(Sample.of(
                    "X",
                    NdArray.wrap(DType.FLOAT32, new int[] {rows, width}, new byte[4 * rows * width]),
                    "Y",
                    NdArray.of(numbers)));
        }
        return this;
    }

    /** An npz with one array, of which there is only what numpy writes before the numbers. */
    PlanFolder npzOf(String name, String array, String header) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        String padded = header + " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
        ByteBuffer npy = ByteBuffer.allocate(10 + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        npy.putShort((short) padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(array + ".npy"));
            zip.write(npy.array());
        }
        return this;
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    SamplePlan load(String text) throws IOException, PlanException {
        return load(text, Map.of());
    }

    SamplePlan load(String text, Map<String, String> variables) throws IOException, PlanException {
        file("plan.yaml", text);
        return SamplePlan.load(path("plan.yaml"), variables);
    }

    /** The mistakes in a plan, without the folder's own path. */
    List<String> mistakes(String text) throws IOException {
        return mistakes(text, Map.of());
    }

    List<String> mistakes(String text, Map<String, String> variables) throws IOException {
        try {
            load(text, variables);
            return List.of();
        } catch (PlanException e) {
            return e.problems().stream()
                    .map(problem -> problem.line().replace(folder + "/", "").replace(folder.toString(), "."))
                    .collect(Collectors.toList());
        }
    }

    /** Whether what is wrong is data alone. */
    boolean isDataAlone(String text) throws IOException {
        try {
            load(text);
            return false;
        } catch (PlanException e) {
            return e.worst() == Problem.Kind.DATA;
        }
    }
}
