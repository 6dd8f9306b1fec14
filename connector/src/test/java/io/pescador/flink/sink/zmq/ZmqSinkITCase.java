// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.sink.ProvenanceArrays;
import io.pescador.flink.sink.queue.Batches;
import io.pescador.flink.sink.queue.FailingOnce;
import io.pescador.flink.sink.queue.Python;
import io.pescador.flink.sink.queue.ShortRuns;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs that send to consumers that come late, leave, or read as pescador does. */
@Timeout(60)
class ZmqSinkITCase {

    private static final int MARK = 4;

    private static final AtomicInteger DRAWN = new AtomicInteger();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(SocketPattern.class)
    void everyBatchComesInOrderAndThenTheEnd(SocketPattern pattern) throws Exception {
        int port = Consumer.freePorts(1);
        try (Consumer consumer = pattern == SocketPattern.PAIR ? Consumer.pair(port) : Consumer.on(port)) {
            StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
            batches(env, 1, 200)
                    .sinkTo(sink(port, 1).setPattern(pattern).build())
                    .uid("zmq");
            JobClient job = env.executeAsync();
            assertThat(consumer.rest()).containsExactlyElementsOf(expected(1, 200));
            consumer.close();
            job.getJobExecutionResult().get();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void eachShardHasASocketOfItsOwn(int parallelism) throws Exception {
        int shards = 3;
        int port = Consumer.freePorts(shards);
        StreamExecutionEnvironment env = ShortRuns.environment(parallelism, 0);
        batches(env, shards, 90).sinkTo(sink(port, shards).build()).uid("zmq");
        List<Consumer> consumers = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            consumers.add(Consumer.on(port + shard));
        }
        JobClient job = env.executeAsync();
        List<Sample> received = new ArrayList<>();
        for (int number = 0; number < 90; number++) {
            received.add(consumers.get(number % shards).receive().orElseThrow());
        }
        for (Consumer consumer : consumers) {
            assertThat(consumer.receive()).isEmpty();
        }
        consumers.forEach(Consumer::close);
        job.getJobExecutionResult().get();
        assertThat(received).containsExactlyElementsOf(expected(shards, 90));
    }

    @Test
    void aShardWithoutABatchEndsToo() throws Exception {
        int port = Consumer.freePorts(2);
        StreamExecutionEnvironment env = ShortRuns.environment(2, 0);
        batches(env, 2, 1).sinkTo(sink(port, 2).build()).uid("zmq");
        try (Consumer first = Consumer.on(port);
                Consumer second = Consumer.on(port + 1)) {
            JobClient job = env.executeAsync();
            assertThat(first.rest()).hasSize(1);
            first.close();
            assertThat(second.rest()).isEmpty();
            second.close();
            job.getJobExecutionResult().get();
        }
    }

    @Test
    void aConsumerThatComesLateIsWaitedFor() throws Exception {
        DRAWN.set(0);
        int port = Consumer.freePorts(1);
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        batches(env, 1, 300)
                .map(ZmqSinkITCase::count)
                .returns(Sample.class)
                .uid("count")
                .sinkTo(sink(port, 1).build())
                .uid("zmq");
        JobClient job = env.executeAsync();
        // The mark, what is handed over, what the sender and the writer hold: then the job stands still.
        int held = MARK + SocketThread.HANDED_OVER + 2;
        while (DRAWN.get() < held) {
            Thread.sleep(1);
        }
        Thread.sleep(300);
        assertThat(DRAWN).hasValue(held);
        try (Consumer late = Consumer.on(port)) {
            assertThat(late.rest()).containsExactlyElementsOf(expected(1, 300));
        }
        job.getJobExecutionResult().get();
    }

    @Test
    void aRunThatIsOverBeforeItsConsumerComesWaitsToo() throws Exception {
        int port = Consumer.freePorts(1);
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        batches(env, 1, 2).sinkTo(sink(port, 1).build()).uid("zmq");
        JobClient job = env.executeAsync();
        Thread.sleep(300);
        assertThat(job.getJobExecutionResult()).isNotDone();
        try (Consumer late = Consumer.on(port)) {
            assertThat(late.rest()).containsExactlyElementsOf(expected(1, 2));
        }
        job.getJobExecutionResult().get();
    }

    @Test
    void aWaitingJobCanBeCancelled() throws Exception {
        DRAWN.set(0);
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        batches(env, 1, 300)
                .map(ZmqSinkITCase::count)
                .returns(Sample.class)
                .uid("count")
                .sinkTo(sink(Consumer.freePorts(1), 1).build())
                .uid("zmq");
        JobClient job = env.executeAsync();
        while (DRAWN.get() < MARK) {
            Thread.sleep(1);
        }
        job.cancel().get();
        assertThatThrownBy(() -> job.getJobExecutionResult().get()).isInstanceOf(ExecutionException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pescador-zmq"));
    }

    @Test
    void aConsumerThatGoesAwayLosesWhatItHadInFlightAndNothingElse() throws Exception {
        int port = Consumer.freePorts(1);
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        numbered(env, 1, 400).sinkTo(sink(port, 1).build()).uid("zmq");
        JobClient job = env.executeAsync();
        long last = -1;
        try (Consumer first = Consumer.on(port)) {
            for (int i = 0; i < 100; i++) {
                last = number(first.receive().orElseThrow());
            }
        }
        assertThat(last).isEqualTo(99);
        List<Long> numbers = new ArrayList<>();
        try (Consumer second = Consumer.on(port)) {
            second.rest().forEach(batch -> numbers.add(number(batch)));
        }
        job.getJobExecutionResult().get();
        assertThat(numbers).isNotEmpty().isSorted().endsWith(399L).doesNotHaveDuplicates();
        assertThat(numbers.get(numbers.size() - 1) - numbers.get(0)).isEqualTo(numbers.size() - 1L);
        assertThat(numbers.get(0)).isGreaterThan(99);
    }

    @Test
    void aJobThatFailsDoesNotLookLikeAnEnd() throws Exception {
        int port = Consumer.freePorts(1);
        try (Consumer consumer = Consumer.on(port)) {
            StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
            FailingOnce.after(batches(env, 1, 400), 100)
                    .sinkTo(sink(port, 1).build())
                    .uid("zmq");
            JobClient job = env.executeAsync();
            int received = 0;
            while (!job.getJobExecutionResult().isDone() || consumer.hears(0)) {
                if (consumer.hears(10)) {
                    received++;
                }
            }
            assertThat(job.getJobExecutionResult()).isCompletedExceptionally();
            assertThat(received).isBetween(1, 100);
            // hears() would have counted the end as well: it is the only message of one frame.
            assertThat(consumer.hears(200)).isFalse();
        }
    }

    @Test
    void aJobThatFailsAndGoesOnSendsEachBatchAtLeastOnceAndTheEndOnce() throws Exception {
        int shards = 2;
        int port = Consumer.freePorts(shards);
        StreamExecutionEnvironment env = ShortRuns.environment(2, 3);
        FailingOnce.after(numbered(env, shards, 600), 150)
                .sinkTo(sink(port, shards).build())
                .uid("zmq");
        List<Consumer> consumers = List.of(Consumer.on(port), Consumer.on(port + 1));
        JobClient job = env.executeAsync();
        // As the documented reader does: what came already is passed by, a gap is an error.
        List<Sample> received = new ArrayList<>();
        for (long number = 0; number < 600; number++) {
            Optional<Sample> batch = consumers.get((int) (number % shards)).receive();
            while (number(batch.orElseThrow()) < number) {
                batch = consumers.get((int) (number % shards)).receive();
            }
            assertThat(number(batch.get())).isEqualTo(number);
            received.add(batch.get());
        }
        for (Consumer consumer : consumers) {
            assertThat(consumer.receive()).isEmpty();
            consumer.close();
        }
        job.getJobExecutionResult().get();
        assertThat(FailingOnce.hasFailed()).isTrue();
        List<Sample> expected = expected(shards, 600);
        for (int number = 0; number < 600; number++) {
            Sample batch = received.get(number);
            assertThat(batch.get("X")).isEqualTo(expected.get(number).get("X"));
            assertThat(batch.get("_shard")).isEqualTo(NdArray.scalar((long) number % shards));
            assertThat(batch.get("_epoch")).isEqualTo(NdArray.scalar(0L));
        }
    }

    /** Over the page's keys, with the page's receiver, a job of another key sends nothing and says why. */
    @Test
    void aJobWithAWrongKeyFailsAndSaysSo() throws Exception {
        int port = Consumer.freePorts(1);
        ZMQ.Curve.KeyPair right = ZMQ.Curve.generateKeyPair();
        try (Consumer consumer = Consumer.secured(port, right)) {
            StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
            batches(env, 1, 100)
                    .sinkTo(sink(port, 1)
                            .setKeys(CurveKeys.forConsumer(ZMQ.Curve.generateKeyPair().publicKey))
                            .build())
                    .uid("zmq");
            assertThatThrownBy(env::execute)
                    .hasStackTraceContaining("the consumer at tcp://127.0.0.1:" + port
                            + " closes the connection at once; do its socket type and its CURVE keys fit those of this"
                            + " job?");
            assertThat(consumer.hears(0)).isFalse();
        }
    }

    // ---- Python

    /** The page's reader, two shards, keys and provenance. */
    @Test
    void thePythonReaderOfThePageReadsTheGlobalOrder() throws Exception {
        Python python = Python.with("numpy", "zmq", "msgpack");
        int port = Consumer.freePorts(2);
        Process reader = python.start(
                temporary.resolve("reader.py"),
                """
                import hashlib, sys
                number = 0
                def train(x, y):
                    print(number, int(batch["_batch"]), hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest())
                """
                        + Python.snippet("socket").replace("5555", Integer.toString(port)));
        StreamExecutionEnvironment env = ShortRuns.environment(2, 0);
        numbered(env, 2, 101).sinkTo(sink(port, 2).build()).uid("zmq");
        env.execute();
        assertThat(reader.waitFor()).as(output("reader.py.out")).isZero();
        List<String> lines = new ArrayList<>();
        List<Sample> expected = expected(2, 101);
        for (int number = 0; number < expected.size(); number++) {
            lines.add(number + " " + number + " "
                    + sha(List.of(
                            expected.get(number).get("X"), expected.get(number).get("Y"))));
        }
        assertThat(output("reader.py.out")).isEqualTo(String.join("\n", lines) + "\n");
    }

    /**
     * pescador 3's receiving side as its documentation has it: a PAIR socket that binds, {@code msgpack.unpackb(msg[0], raw=False)}, an
     * array for each header from the frame after it, an empty list of headers for the end.
     */
    @Test
    void aConsumerOfPescadorsProtocolReadsEveryBatch() throws Exception {
        Python python = Python.with("numpy", "zmq", "msgpack");
        int port = Consumer.freePorts(1);
        Process reader = python.start(
                temporary.resolve("pescador.py"),
                """
                import hashlib, sys
                import msgpack, numpy as np, zmq

                socket = zmq.Context().socket(zmq.PAIR)
                socket.bind(f"tcp://*:{sys.argv[1]}")
                while True:
                    message = socket.recv_multipart()
                    headers = msgpack.unpackb(message[0], raw=False)
                    if len(headers) == 0:
                        break
                    digest = hashlib.sha256()
                    for header, payload in zip(headers, message[1:]):
                        array = np.frombuffer(memoryview(payload), dtype=header["dtype"])
                        array.shape = header["shape"]
                        array.flags["ALIGNED"] = header["aligned"]
                        digest.update(array.tobytes())
                    print(digest.hexdigest())
                """,
                Integer.toString(port));
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        batches(env, 1, 100)
                .sinkTo(sink(port, 1).setPattern(SocketPattern.PAIR).build())
                .uid("zmq");
        env.execute();
        assertThat(reader.waitFor()).as(output("pescador.py.out")).isZero();
        List<String> lines = new ArrayList<>();
        for (Sample batch : expected(1, 100)) {
            lines.add(sha(new TreeMap<>(batch.toMap()).values()));
        }
        assertThat(output("pescador.py.out").lines()).containsExactlyElementsOf(lines);
    }

    /** The consumer is libzmq: JeroMQ 0.6.0 as the server of a CURVE connection hands over undecoded frames. */
    @Test
    void theKeysOfThePageFitThoseOfTheJob() throws Exception {
        Python python = Python.with("numpy", "zmq", "msgpack");
        int port = Consumer.freePorts(1);
        ZMQ.Curve.KeyPair keys = ZMQ.Curve.generateKeyPair();
        Process reader = python.start(
                temporary.resolve("secured.py"),
                """
                import sys
                public, secret = sys.argv[1].encode(), sys.argv[2].encode()
                """
                        + Python.snippet("keys").replace("5555", Integer.toString(port))
                        + "print(sum(1 for _ in batches))\n",
                keys.publicKey,
                keys.secretKey);
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        batches(env, 1, 30)
                .sinkTo(sink(port, 1)
                        .setKeys(CurveKeys.forConsumer(keys.publicKey))
                        .build())
                .uid("zmq");
        env.execute();
        assertThat(reader.waitFor()).as(output("secured.py.out")).isZero();
        assertThat(output("secured.py.out")).isEqualTo("30\n");
    }

    // ---- helpers

    private static DataStream<Sample> batches(StreamExecutionEnvironment env, int shards, long most) {
        return env.fromSource(
                        Batches.source(Batches.endless(), shards)
                                .setMaxSamples(most)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "batches")
                .uid("batches");
    }

    private static DataStream<Sample> numbered(StreamExecutionEnvironment env, int shards, long most) {
        return env.fromSource(
                        Batches.source(Batches.endless(), shards)
                                .setMaxSamples(most)
                                .setSamplesPerSecond(2_000)
                                .buildWithProvenance(),
                        WatermarkStrategy.noWatermarks(),
                        "batches")
                .uid("batches")
                .map(ProvenanceArrays.of(shards))
                .returns(SampleTypeInfo.INSTANCE)
                .uid("provenance");
    }

    private static Sample count(Sample batch) {
        DRAWN.incrementAndGet();
        return batch;
    }

    private static ZmqSink.Builder sink(int port, int shards) {
        return ZmqSink.builder()
                .setAddresses("tcp://127.0.0.1:" + port)
                .setShards(shards)
                .setHighWaterMark(MARK)
                .setFarewell(Duration.ofSeconds(10));
    }

    private static List<Sample> expected(int shards, long below) throws IOException {
        return List.copyOf(Batches.expected(Batches.endless(), shards, below).values());
    }

    private static long number(Sample batch) {
        return batch.get("_batch").getLong(0);
    }

    private static String sha(Collection<NdArray> arrays) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        arrays.forEach(array -> digest.update(array.buffer()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private String output(String name) throws IOException {
        Path file = temporary.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
