// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.NpzWriter;
import io.pescador.flink.format.ParquetRows;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.RowOrder;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Outputs that are directories or sockets: what lies in them, and what is refused. */
class OutputITCase {

    private static final String[] PROVENANCE = {"_shard", "_draw", "_epoch", "_path", "_activation", "_offset"};

    @TempDir
    Path folder;

    @BeforeEach
    void plan() throws IOException {
        Files.writeString(
                folder.resolve("plan.yaml"),
                """
                seed: 9
                shards: 4
                mux: stochastic
                n_active: 5
                rate: 7
                of: {npz: "%s/digits/*.npz"}
                stop: {samples: 3001}
                """
                        .formatted(Run.EXAMPLES));
    }

    @Test
    void theLinesOfADirectoryAreThoseOfAFile() throws IOException {
        assertDone(sample("jsonl:" + folder.resolve("out") + "/", "--provenance"));
        List<String> lines = new ArrayList<>();
        for (Path part : parts("jsonl")) {
            lines.addAll(Files.readAllLines(part));
        }
        assertThat(lines).containsExactlyInAnyOrderElementsOf(asLines());
    }

    @Test
    void theRowsOfParquetAreTheLines() throws IOException {
        assertDone(sample("parquet:" + folder.resolve("out"), "--provenance"));
        List<String> lines = new ArrayList<>();
        for (Path part : parts("parquet")) {
            Streamer.rows(ParquetRows.of(part.toString()), RowOrder.IN_ORDER)
                    .iterate(0)
                    .forEach(row -> lines.add(line(row)));
        }
        assertThat(lines).containsExactlyInAnyOrderElementsOf(asLines());
    }

    private static String line(Sample row) {
        try {
            StringBuilder line = new StringBuilder("{");
            for (String name : PROVENANCE) {
                line.append('"').append(name.substring(1)).append("\":");
                row.get(name).writeJson(line);
                line.append(',');
            }
            List<String> rest = row.names().asList().stream()
                    .filter(name -> !name.startsWith("_"))
                    .toList();
            Sample value = Sample.of(rest.get(0), row.get(rest.get(0)));
            for (String name : rest.subList(1, rest.size())) {
                value = value.with(name, row.get(name));
            }
            value.writeJson(line.append("\"value\":"));
            return line.append('}').toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl:%s/", "parquet:%s"})
    void aDirectoryWithFilesOfAnotherRunIsRefused(String output) {
        String to = output.formatted(folder.resolve("out"));
        assertDone(sample(to));
        Run again = sample(to);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err())
                .singleElement()
                .asString()
                .contains(" has files of another run (part-")
                .endsWith("write to another directory, or remove this one");
    }

    @Test
    void whatNoParquetColumnCanHoldIsNamed() throws IOException {
        try (NpzWriter npz = NpzWriter.stored(Files.newOutputStream(folder.resolve("a.npz")))) {
            npz.write("raw", NdArray.wrap(DType.BYTES, 3, new int[] {2}, "abcdef".getBytes()));
        }
        Files.writeString(folder.resolve("plan.yaml"), "npz: a.npz\nstop: {samples: 2}\n");
        Run run = sample("parquet:" + folder.resolve("out"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).anySatisfy(line -> assertThat(line)
                .contains("field \"raw\" is bytes, which no Parquet column gives back as they are"));
        assertThat(parts("parquet")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "npz:x,max_ahead=few | max_ahead is few: a whole number of batches",
                "npz:x,max_ahead=3 | max_ahead is 3 with 4 shards: one round of them must fit, so it must be ≥ 4",
                "npz:x,ahead=3 | npz has no option \"ahead\", only \"max_ahead\"",
                "parquet:- | parquet is a directory of files: give its path",
                "zmq:localhost | \"localhost\" is no address of a consumer: it looks like tcp://127.0.0.1:5555",
                "zmq:tcp://10.0.0.1:5555 | samples travel encrypted only: give the consumer's public key",
                "zmq:tcp://10.0.0.1:5555,key=mine | the consumer's public key is no CURVE key",
            })
    void whatAnOutputCannotDoIsTold(String output, String reason) {
        Run run = sample(output);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).singleElement().asString().contains(output).contains(reason);
    }

    @Test
    void aPlaceThatIsNoDirectoryIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (String output : List.of("parquet:", "npz:")) {
            Run run = sample(output + file.resolve("sub"));
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .contains(file.resolve("sub") + " cannot be made a directory");
        }
    }

    // ---- helpers

    private List<String> asLines() {
        Run lines = sample("jsonl:-", "--provenance");
        assertDone(lines);
        assertThat(lines.outLines()).hasSize(3001);
        return lines.outLines();
    }

    private static void assertDone(Run run) {
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
    }

    private Run sample(String output, String... more) {
        List<String> args = new ArrayList<>(
                List.of("sample", folder.resolve("plan.yaml").toString(), "--parallelism", "2", "--output", output));
        args.addAll(List.of(more));
        return Run.of(args.toArray(new String[0]));
    }

    /** The files that show; those that are being written, or were left behind, are hidden. */
    private List<Path> parts(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .peek(file -> assertThat(file.getFileName().toString()).matches("part-.*\\." + ending))
                    .toList();
        }
    }
}
