// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.zmq.ZmqSink;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/**
 * How fast batches of float32 come to a trainer, each way beside a raw copy of the same bytes in the same run.
 *
 * <p>Arguments: rows, columns, megabytes in all, an empty directory for the files. The command is in {@code docs/trainer.md}.
 */
public final class TrainerThroughput {

    private static final String QUEUE_READER =
            """

            import sys
            began, total = None, 0
            for number, arrays in batches(sys.argv[1]):
                began = began or time.time()
                total += sum(array.nbytes for array in arrays.values())
            print(f"{total / 1e6 / (time.time() - began):.0f}")
            """;

    private static final String SOCKET_READER =
            """

            import sys, time
            began, total = None, 0
            for number, arrays in batches(int(sys.argv[1])):
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

    private TrainerThroughput() {}

    /** Prints megabytes a second. */
    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        int columns = Integer.parseInt(arguments[1]);
        byte[] bytes = new byte[rows * columns * Float.BYTES];
        new Random(1).nextBytes(bytes);
        int count = (int) (Long.parseLong(arguments[2]) * 1_000_000 / bytes.length);
        Path directory = Path.of(arguments[3]);
        Python python = Python.with("numpy", "zmq", "msgpack");
        System.out.printf("%d batches of %d x %d float32, MB/s%n", count, rows, columns);

        System.out.println(
                "raw files            " + rawFiles(Batches.npz(batch(bytes, rows)), count, directory.resolve("raw")));
        Path queue = directory.resolve("queue");
        run(
                bytes,
                rows,
                count,
                BatchQueueSink.builder()
                        .setDirectory(queue.toString())
                        .setRun("throughput")
                        .build());
        System.out.println("queue, writing       " + rateOf(queue, (long) count * bytes.length, count));
        Process reader =
                python.start(directory.resolve("queue.py"), Python.snippet("queue") + QUEUE_READER, queue.toString());
        System.out.println("queue, np.load       " + result(reader, directory.resolve("queue.py.out")));

        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            reader = python.start(directory.resolve("raw.py"), RAW_READER, Integer.toString(server.getLocalPort()));
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                for (int i = 0; i < count; i++) {
                    out.write(bytes);
                }
            }
            System.out.println("raw socket to Python " + result(reader, directory.resolve("raw.py.out")));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        reader = python.start(
                directory.resolve("socket.py"),
                Python.snippet("receive") + Python.snippet("socket") + SOCKET_READER,
                Integer.toString(port));
        run(
                bytes,
                rows,
                count,
                ZmqSink.builder().setAddresses("tcp://127.0.0.1:" + port).build());
        System.out.println("ZeroMQ to Python     " + result(reader, directory.resolve("socket.py.out")));
    }

    private static Sample batch(byte[] bytes, int rows) {
        int columns = bytes.length / rows / Float.BYTES;
        return Sample.of("X", NdArray.wrap(DType.FLOAT32, new int[] {rows, columns}, bytes));
    }

    private static String rawFiles(byte[] npz, int count, Path directory) throws Exception {
        Files.createDirectories(directory);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Path temporary = directory.resolve(".writing");
            Files.write(temporary, npz);
            Files.move(temporary, directory.resolve("batch-" + i), StandardCopyOption.REPLACE_EXISTING);
        }
        return String.format("%.0f", npz.length * 1e3 * count / (System.nanoTime() - began));
    }

    /** From the first file to the last: without the start of the cluster. */
    private static String rateOf(Path queue, long bytes, int count) throws Exception {
        long first = Files.getLastModifiedTime(queue.resolve(QueueDirectory.batchName(0)))
                .toMillis();
        long last = Files.getLastModifiedTime(queue.resolve(QueueDirectory.batchName(count - 1L)))
                .toMillis();
        return String.format("%.0f", bytes / 1e3 / (last - first));
    }

    private static void run(byte[] bytes, int rows, int count, Sink<Sample> sink) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        configuration.setString("execution.checkpointing.interval", "1 s");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        env.fromSource(
                        Batches.source(Streamer.<Sample>items((seed, skip) -> () -> batch(bytes, rows)), 1)
                                .setMaxSamples(count)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "batches")
                .uid("batches")
                .sinkTo(sink)
                .uid("sink");
        env.execute();
    }

    private static String result(Process reader, Path output) throws Exception {
        reader.waitFor();
        return Files.readString(output).strip();
    }
}
