// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.format.parquet.ParquetRows;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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

    @Test
    void whatListensAndIsNoConsumerIsToldBeforeAnythingIsDrawn() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            String address = "tcp://127.0.0.1:" + server.getAddress().getPort();
            Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\nstop: {samples: 300}\n");
            Run run = sample("zmq:" + address);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .startsWith("output zmq:" + address + ": what listens at " + address + " is no ZeroMQ socket")
                    .endsWith("Start the consumer there, or give its address");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aQueueThatIsMovedAwayFailsTheRunAndItsResumption() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1, 2, 3]\ncycle: true\nbuffer: {size: 2}\nseed: 1\n");
        Path queue = folder.resolve("queue");
        Path state = folder.resolve("state");
        FutureTask<Run> running =
                new FutureTask<>(() -> sample("npz:" + queue + ",max_ahead=50", "--state", state.toString()));
        new Thread(running).start();
        while (!running.isDone() && !Files.exists(queue.resolve("batch-000000049.npz"))) {
            Thread.onSpinWait();
        }
        Files.move(queue, folder.resolve("elsewhere"));
        // The job waits for its trainer. If the cursor moved in another directory of that name, it would write there.
        Files.createDirectory(queue);
        Files.writeString(queue.resolve("cursor"), "10");
        Run run = running.get(1, TimeUnit.MINUTES);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).anyMatch(line -> line.contains(queue + " was removed or replaced: it has no run.json"));
        assertThat(queue.resolve("batch-000000050.npz")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan.yaml", "weights.csv", "data/a.jsonl", "data/../data/b.jsonl", "link.jsonl"})
    void anOutputIsNeverAnInput(String name) throws IOException {
        Files.createDirectory(folder.resolve("data"));
        for (String file : List.of("a", "b")) {
            Files.writeString(folder.resolve("data/" + file + ".jsonl"), "{\"x\": 1}\n".repeat(9));
        }
        Files.createSymbolicLink(folder.resolve("link.jsonl"), folder.resolve("data/a.jsonl"));
        Files.writeString(folder.resolve("weights.csv"), "a,1\nb,2\n");
        Files.writeString(
                folder.resolve("plan.yaml"),
                "mux: shuffled\nweights: weights.csv\nof: {jsonl: \"data/*.jsonl\"}\nstop: {samples: 5}\n");
        String plan = folder.resolve("plan.yaml").toString();
        String target = folder.resolve(name).toString();
        String before = Files.readString(folder.resolve(name));
        for (Run run : List.of(
                Run.of("sample", plan, "--output", "jsonl:" + target),
                Run.of("sample", plan, "--report", target),
                Run.of("simulate", plan, "--svg", target))) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .anyMatch(line -> line.contains(target + ", which is read here")
                            && line.endsWith("would be overwritten: give another file"));
        }
        assertThat(folder.resolve(name)).hasContent(before);
    }

    @Test
    void theOutputOfAMuxIsNeverItsInput() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(in.resolve("1.jsonl"), "{\"l\": \"a\"}\n");
        Path flow = folder.resolve("flow.yaml");
        Files.writeString(flow, "mux: shuffled\nstream_by: l\nfifo: 8\nstreams: [a]\n");
        for (Path target : List.of(in.resolve("1.jsonl"), flow)) {
            Run run = Run.of("mux", flow.toString(), "--input", in.toString(), "--once", "--output", "jsonl:" + target);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .startsWith("--output is " + target + ", which is read here");
        }
        assertThat(in.resolve("1.jsonl")).hasContent("{\"l\": \"a\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz:~/q", "jsonl:~/q.jsonl", "parquet:~someone/q", "npz:~"})
    void aTildeThatNoShellHasSeenIsRefused(String output) {
        Run run = sample(output);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .singleElement()
                .asString()
                .startsWith("--output is \"" + output.substring(output.indexOf(':') + 1) + "\": ~ is for shells");
        assertThat(Path.of("~")).doesNotExist();
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
