// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import com.github.luben.zstd.ZstdOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A row is the same and has the same line, however the reader came to it. */
class RowsAnywhereTest {

    private static final int ROWS = 4000;

    @TempDir
    private Path directory;

    enum Text {
        CSV {
            @Override
            String text(Random random) {
                StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
                text.append("n,\"text\",x").append(end(random));
                for (int i = 0; i < ROWS; i++) {
                    text.append(i)
                            .append(',')
                            .append(cell(random))
                            .append(",1.5")
                            .append(end(random));
                    if (random.nextInt(10) == 0) {
                        text.append(end(random)); // an empty line is no record
                    }
                }
                return text.toString();
            }

            private String cell(Random random) {
                String[] cells = {
                    "plain",
                    "\"a, b\"",
                    "\"two\nlines\"",
                    "\"\"\"quoted\"\"\"",
                    "",
                    "\"\"",
                    "it\"s",
                    "äöü €",
                    "\uD83D\uDC1F",
                    "\"\r\n\r\n\"",
                    "word ".repeat(1 + random.nextInt(20))
                };
                return cells[random.nextInt(cells.length)];
            }

            private String end(Random random) {
                return new String[] {"\n", "\r\n", "\r"}[random.nextInt(3)];
            }

            @Override
            Rows<Sample> rows(String path) {
                return new CsvFormat().rows(path, FormatSpec.EVERYTHING);
            }

            @Override
            String broken() {
                return "x,y,z\n";
            }
        },
        CSV_WITHOUT_HEADER {
            @Override
            String text(Random random) {
                String text = CSV.text(random);
                return text.substring(text.indexOf('0'));
            }

            @Override
            Rows<Sample> rows(String path) {
                return CsvRows.of(path).withoutHeader();
            }

            @Override
            String broken() {
                return "x,y,z\n";
            }
        },
        JSONL {
            @Override
            String text(Random random) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < ROWS; i++) {
                    // The type of v is not settled for a long time.
                    String list = i < 1500 || random.nextInt(3) == 0 ? "" : "1, 2";
                    text.append("{\"n\": ")
                            .append(i)
                            .append(", \"t\": \"äö €\", \"v\": [")
                            .append(list)
                            .append("]}");
                    text.append(random.nextBoolean() ? "\n" : "\r\n");
                    text.append(random.nextInt(10) == 0 ? "  \n" : "");
                }
                return text.toString();
            }

            @Override
            Rows<Sample> rows(String path) {
                return JsonlRows.of(path);
            }

            @Override
            String broken() {
                return "{\"n\": 0, \"t\": \"\", \"v\": [1.5]}\n";
            }
        },
        TEXT {
            @Override
            String text(Random random) {
                StringBuilder text = new StringBuilder("\uFEFF");
                for (int i = 0; i < ROWS; i++) {
                    text.append(i).append(" äö €".repeat(random.nextInt(10)));
                    text.append(random.nextBoolean() ? "\n" : "\r\n");
                    text.append(random.nextInt(10) == 0 ? "\n" : "");
                }
                return text.toString();
            }

            @Override
            Rows<Sample> rows(String path) {
                return TextRows.of(path, "line");
            }

            @Override
            String broken() {
                return "\0broken\n"; // replaced by what is not UTF-8
            }
        };

        abstract String text(Random random);

        abstract Rows<Sample> rows(String path);

        /** A row that is refused. */
        abstract String broken();
    }

    enum Packing {
        PLAIN(""),
        GZIP(".gz"),
        ZSTD(".zst");

        final String ending;

        Packing(String ending) {
            this.ending = ending;
        }

        byte[] pack(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = this == PLAIN
                    ? packed
                    : this == GZIP ? new GZIPOutputStream(packed) : new ZstdOutputStream(packed)) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }
    }

    static Stream<Object[]> all() {
        return Stream.of(Text.values())
                .flatMap(text -> Stream.of(Packing.values()).map(packing -> new Object[] {text, packing}));
    }

    private String write(byte[] bytes, Packing packing) throws IOException {
        Path file = directory.resolve("f" + packing.ending);
        Files.write(file, packing.pack(bytes));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        return file.toString();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRowIsTheSameHoweverItIsReached(Text text, Packing packing) throws IOException {
        Random random = new Random(5);
        byte[] bytes = text.text(random).getBytes(StandardCharsets.UTF_8);
        Rows<Sample> rows = text.rows(write(bytes, packing));
        List<Sample> all = new ArrayList<>();
        try (RowReader<Sample> reader = rows.open()) {
            for (Sample row = reader.read(0); row != null; row = reader.read(all.size())) {
                all.add(row);
            }
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(ROWS);
        for (int activation = 0; activation < 100; activation++) {
            int start = random.nextInt(all.size() + 5);
            try (RowReader<Sample> reader = rows.open()) {
                for (int row = start; row < start + 8; row++) {
                    assertThat(reader.has(row)).isEqualTo(row < all.size());
                    assertThat(reader.read(row)).isEqualTo(row < all.size() ? all.get(row) : null);
                }
                int other = random.nextInt(all.size());
                assertThat(reader.read(other)).isEqualTo(all.get(other));
                assertThat(reader.count()).isEqualTo(all.size());
            }
        }
    }

    /** The first reading is by rows at random, so that the index grows in pieces. */
    @ParameterizedTest
    @MethodSource("all")
    void theIndexMayGrowInAnyOrder(Text text, Packing packing) throws IOException {
        byte[] bytes = text.text(new Random(6)).getBytes(StandardCharsets.UTF_8);
        Rows<Sample> rows = text.rows(write(bytes, packing));
        int[] some = new Random(7).ints(60, 0, ROWS).toArray();
        List<Sample> found = new ArrayList<>();
        for (int row : some) {
            try (RowReader<Sample> reader = rows.open()) {
                found.add(reader.read(row));
            }
        }
        try (RowReader<Sample> reader = rows.open()) {
            List<Sample> all = new ArrayList<>();
            for (Sample row = reader.read(0); row != null; row = reader.read(all.size())) {
                all.add(row);
            }
            for (int i = 0; i < some.length; i++) {
                assertThat(found.get(i)).isEqualTo(all.get(some[i]));
            }
        }
    }

    /** Activations of one stream read its file at the same time, and all let its index grow. */
    @ParameterizedTest
    @MethodSource("all")
    void severalReadersShareAnIndex(Text text, Packing packing) throws Exception {
        byte[] bytes = text.text(new Random(9)).getBytes(StandardCharsets.UTF_8);
        Rows<Sample> rows = text.rows(write(bytes, packing));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Map<Integer, Sample>>> found = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                found.add(threads.submit(() -> someRows(rows, random)));
            }
            try (RowReader<Sample> reader = rows.open()) {
                for (Future<Map<Integer, Sample>> some : found) {
                    for (Map.Entry<Integer, Sample> row :
                            some.get(1, TimeUnit.MINUTES).entrySet()) {
                        assertThat(row.getValue()).isEqualTo(reader.read(row.getKey()));
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<Integer, Sample> someRows(Rows<Sample> rows, Random random) throws IOException {
        Map<Integer, Sample> found = new TreeMap<>();
        for (int activation = 0; activation < 30; activation++) {
            int start = random.nextInt(ROWS - 8);
            try (RowReader<Sample> reader = rows.open()) {
                for (int row = start; row < start + 8; row++) {
                    found.put(row, reader.read(row));
                }
            }
        }
        return found;
    }

    /** A broken row is refused where it is met, with its own line; those around it can be read. */
    @ParameterizedTest
    @MethodSource("all")
    void aBrokenRowHasItsLine(Text text, Packing packing) throws IOException {
        String whole = text.text(new Random(8)).replace("\r\n", "\n").replace("\r", "\n");
        String good = whole + (whole.endsWith("\n") ? "" : "\n");
        long line = good.chars().filter(c -> c == '\n').count() + 1;
        byte[] bytes = (good + text.broken() + good.substring(good.length() / 2).replaceFirst("[^\n]*\n", ""))
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) 0xff : bytes[i];
        }
        Rows<Sample> rows = text.rows(write(bytes, packing));
        int broken = 0;
        String message = null;
        try (RowReader<Sample> reader = rows.open()) {
            while (message == null) {
                try {
                    reader.read(broken);
                    broken++;
                } catch (IOException e) {
                    message = e.getMessage();
                }
            }
        }
        assertThat(message).contains("f" + packing.ending + ":" + line + ": ");
        int refused = broken;
        String same = message;
        try (RowReader<Sample> reader = rows.open()) {
            assertThat(reader.read(broken - 3)).isNotNull();
            assertThatThrownBy(() -> reader.read(refused)).hasMessage(same);
            assertThat(reader.read(broken - 1)).isNotNull();
        }
    }
}
