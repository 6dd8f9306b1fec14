// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.zmq.ZmqSink;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * How fast batches of float32 come to a trainer, each way beside a raw copy of the same bytes in the same run.
 *
 * <p>Arguments: rows, columns, megabytes in all, an empty directory for the files. The command is in {@code docs/trainer.md}.
 */
public final class TrainerThroughput {

    private static final String NUMPY_READER =
            """
            import sys, time
            import numpy as np
            import pescador_flink._queue
            def read(path):
                with np.load(path) as file:
                    return dict(file)
            pescador_flink._queue.read = read
            """;

    private static final String QUEUE_READER =
            """

            import sys, time
            from pescador_flink import BatchQueue
            began, total = None, 0
            for number, arrays in BatchQueue(sys.argv[1]):
                began = began or time.time()
                total += sum(array.nbytes for array in arrays.values())
            print(f"{total / 1e6 / (time.time() - began):.0f}")
            """;

    private static final String QUEUE_TRAINER =
            """

            import sys, time
            from pescador_flink import BatchQueue
            began, total = None, 0
            queue = BatchQueue(sys.argv[1])
            for number, arrays in queue:
                began = began or time.time()
                total += sum(array.nbytes for array in arrays.values())
                if number % 16 == 15:
                    queue.done()
            print(f"{total / 1e6 / (time.time() - began):.0f}")
            """;

    private static final String SOCKET_READER =
            """

            import sys, time
            from pescador_flink import BatchSocket
            began, total = None, 0
            for number, arrays in BatchSocket(f"tcp://127.0.0.1:{sys.argv[1]}"):
                began = began or time.time()
                total += sum(array.nbytes for array in arrays.values())
            print(f"{total / 1e6 / (time.time() - began):.0f}")
            """;

    private static final String RAW_READER =
            """
            import socket, sys, time
            peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            buffer, total, began = bytearray(1 << 20), 0, time.time()
            while count := peer.recv_into(buffer):
                total += count
            print(f"{total / 1e6 / (time.time() - began):.0f}")
            """;

    /** The first warms up the machine; one of the others may meet a neighbour. */
    private static final int ROUNDS = 4;

    private static final int MAX_AHEAD = 64;

    private final Python python = Python.with("numpy", "zmq", "msgpack");
    private final byte[] bytes;
    private final int rows;
    private final int count;
    private final Path directory;

    private TrainerThroughput(byte[] bytes, int rows, int count, Path directory) throws Exception {
        this.bytes = bytes;
        this.rows = rows;
        this.count = count;
        this.directory = directory;
    }

    /** Prints megabytes a second. */
    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        int columns = Integer.parseInt(arguments[1]);
        byte[] bytes = new byte[rows * columns * Float.BYTES];
        new Random(1).nextBytes(bytes);
        int count = (int) (Long.parseLong(arguments[2]) * 1_000_000 / bytes.length);
        TrainerThroughput of = new TrainerThroughput(bytes, rows, count, Path.of(arguments[3]));
        System.out.printf("%d batches of %d x %d float32, MB/s in each of %d rounds%n", count, rows, columns, ROUNDS);
        Map<String, List<Long>> figures = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            of.round((what, figure) ->
                    figures.computeIfAbsent(what, it -> new ArrayList<>()).add(figure));
        }
        figures.forEach((what, each) -> System.out.printf("%-24s %s%n", what, each));
    }

    private void round(BiConsumer<String, Long> told) throws Exception {
        Path raw = Files.createDirectories(directory.resolve("raw"));
        told.accept("raw files", rawFiles(Batches.npz(batch()), raw));
        clear(raw);
        Path queue = directory.resolve("queue");
        run(BatchQueueSink.builder()
                .setDirectory(queue.toString())
                .setRun("throughput")
                .build());
        told.accept("queue, written", rateOf(queue));
        told.accept("queue, np.load", read("queue.py", NUMPY_READER + QUEUE_READER, queue));
        told.accept("queue, the module", read("quick.py", QUEUE_READER, queue));
        clear(queue);
        Process trainer = python.start(directory.resolve("trainer.py"), QUEUE_TRAINER, queue.toString());
        run(BatchQueueSink.builder()
                .setDirectory(queue.toString())
                .setRun("throughput")
                .setMaxAhead(MAX_AHEAD)
                .build());
        told.accept("queue, job to Python", result(trainer, "trainer.py"));
        clear(queue);
        told.accept("raw TCP to Python", rawSocket());
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process reader = python.start(directory.resolve("zeromq.py"), SOCKET_READER, Integer.toString(port));
        run(ZmqSink.builder().setAddresses("tcp://127.0.0.1:" + port).build());
        told.accept("ZeroMQ to Python", result(reader, "zeromq.py"));
    }

    private long rawFiles(byte[] npz, Path to) throws IOException {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Path temporary = to.resolve(".writing");
            Files.write(temporary, npz);
            Files.move(temporary, to.resolve("batch-" + i), StandardCopyOption.REPLACE_EXISTING);
        }
        return total() * 1000 / (System.nanoTime() - began);
    }

    /** From the first file to the last: without the start of the cluster. */
    private long rateOf(Path queue) throws IOException {
        long first = Files.getLastModifiedTime(queue.resolve(QueueDirectory.batchName(0)))
                .toMillis();
        long last = Files.getLastModifiedTime(queue.resolve(QueueDirectory.batchName(count - 1L)))
                .toMillis();
        return total() / 1000 / (last - first);
    }

    private long read(String script, String program, Path queue) throws Exception {
        return result(python.start(directory.resolve(script), program, queue.toString()), script);
    }

    private long rawSocket() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(60_000);
            Process reader =
                    python.start(directory.resolve("raw.py"), RAW_READER, Integer.toString(server.getLocalPort()));
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                for (int i = 0; i < count; i++) {
                    out.write(bytes);
                }
            }
            return result(reader, "raw.py");
        }
    }

    private void run(Sink<Sample> sink) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        configuration.setString("execution.checkpointing.interval", "1 s");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        Sample batch = batch();
        env.fromSource(
                        Batches.source(Streamer.<Sample>items((seed, skip) -> () -> batch), 1)
                                .setMaxSamples(count)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "batches")
                .uid("batches")
                .sinkTo(sink)
                .uid("sink");
        env.execute();
    }

    private Sample batch() {
        int columns = bytes.length / rows / Float.BYTES;
        return Sample.of("X", NdArray.wrap(DType.FLOAT32, new int[] {rows, columns}, bytes));
    }

    private long total() {
        return (long) count * bytes.length;
    }

    private long result(Process reader, String script) throws Exception {
        int code = reader.waitFor();
        Path output = directory.resolve(script + ".out");
        if (code != 0) {
            throw new IllegalStateException(Files.readString(output));
        }
        long figure = Long.parseLong(Files.readString(output).strip());
        Files.delete(output);
        return figure;
    }

    /** The next round must find the disk as this one did. */
    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
