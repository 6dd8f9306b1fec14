// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.parquet.ParquetRows;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The outputs that a soak writes to, and what each holds in the end: a text for each record, with its number and what is in it. */
enum SoakOutput {
    FILE("jsonl:out.jsonl") {
        @Override
        List<String> records(Path folder) throws IOException {
            return Files.readAllLines(folder.resolve("out.jsonl"));
        }
    },
    LINES("jsonl:out/") {
        @Override
        List<String> records(Path folder) throws IOException {
            List<String> lines = new ArrayList<>();
            for (Path part : files(folder.resolve("out"), "part-")) {
                lines.addAll(Files.readAllLines(part));
            }
            return inOrder(lines);
        }
    },
    PARQUET("parquet:out") {
        @Override
        List<String> records(Path folder) throws IOException {
            List<String> rows = new ArrayList<>();
            for (Path part : files(folder.resolve("out"), "part-")) {
                StreamSupport.stream(
                                Streamer.rows(ParquetRows.of(part.toString()), RowOrder.IN_ORDER)
                                        .iterate(0)
                                        .spliterator(),
                                false)
                        .map(SoakOutput::place)
                        .forEach(rows::add);
            }
            return inOrder(rows);
        }

        @Override
        List<String> expected(Path unbroken) throws IOException {
            return FILE.records(unbroken).stream().map(SoakOutput::place).toList();
        }
    },
    QUEUE("npz:out") {
        @Override
        List<String> records(Path folder) throws IOException {
            List<String> batches = new ArrayList<>();
            for (Path file : files(folder.resolve("out"), "")) {
                if (!file.getFileName().toString().startsWith(".")) {
                    batches.add(file.getFileName() + " " + Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
            return batches;
        }
    },
    SOCKET("zmq:tcp://127.0.0.1:") {
        @Override
        List<String> records(Path folder) throws IOException {
            return Files.readAllLines(folder.resolve(SoakConsumer.RECEIVED));
        }

        @Override
        List<String> expected(Path unbroken) throws IOException {
            return files(unbroken.resolve("out"), "batch-").stream()
                    .map(file -> Long.toString(
                            Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""))))
                    .toList();
        }
    };

    private static final Pattern PLACE = Pattern.compile("\\{\"shard\":(\\d+),\"draw\":(\\d+),.*");

    /** What the flag {@code --output} says. */
    final String flag;

    SoakOutput(String flag) {
        this.flag = flag;
    }

    /** What a run wrote to it in a folder, in the global order. */
    abstract List<String> records(Path folder) throws IOException;

    /** What a run should have written, according to one that was not killed: a file of lines, or a queue. */
    List<String> expected(Path unbroken) throws IOException {
        return isOfBatches() ? QUEUE.records(unbroken) : FILE.records(unbroken);
    }

    boolean isOfBatches() {
        return this == QUEUE || this == SOCKET;
    }

    private static List<Path> files(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> inOrder(List<String> lines) {
        List<String> sorted = new ArrayList<>(lines);
        sorted.sort((a, b) -> {
            Matcher one = matched(a);
            Matcher other = matched(b);
            int byDraw = Long.compare(Long.parseLong(one.group(2)), Long.parseLong(other.group(2)));
            return byDraw != 0 ? byDraw : Long.compare(Long.parseLong(one.group(1)), Long.parseLong(other.group(1)));
        });
        return sorted;
    }

    private static String place(Sample row) {
        return "{\"shard\":" + row.get("_shard").getLong(0) + ",\"draw\":"
                + row.get("_draw").getLong(0) + ",}";
    }

    private static String place(String line) {
        Matcher place = matched(line);
        return "{\"shard\":" + place.group(1) + ",\"draw\":" + place.group(2) + ",}";
    }

    private static Matcher matched(String line) {
        Matcher place = PLACE.matcher(line);
        if (!place.matches()) {
            throw new IllegalArgumentException(line);
        }
        return place;
    }
}
