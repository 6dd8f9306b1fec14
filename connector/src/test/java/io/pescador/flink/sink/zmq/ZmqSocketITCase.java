// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.internal.ShardCounts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Settings, state and what a socket knows of its consumer. */
@Timeout(40)
class ZmqSocketITCase {

    private static final Sample BATCH = Sample.of("X", NdArray.of(1, 2, 3));

    // ---- settings

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:5555", "tcp://localhost:1", "tcp://[::1]:65535", "tcp://127.3.2.1:5555"})
    void onThisMachineNoKeysAreNeeded(String address) {
        ZmqSink.builder().setAddresses(address).build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://10.0.0.5:5555",
                "tcp://trainer.example:5555",
                "tcp://127.0.0.1.example:5",
                "tcp://[fe80::1]:5"
            })
    void beyondThisMachineKeysAre(String address) {
        ZmqSink.Builder builder = ZmqSink.builder().setAddresses(address);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(address
                        + " is beyond this machine, where samples travel encrypted only: give the consumer's public"
                        + " key");
        builder.setKeys(CurveKeys.forConsumer(ZMQ.Curve.generateKeyPair().publicKey))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "ipc:///tmp/x, looks like tcp://127.0.0.1:5555",
        "127.0.0.1:5555, looks like tcp://127.0.0.1:5555",
        "tcp://127.0.0.1:70000, ports are 1 to 65535",
        "tcp://127.0.0.1:65535, ports are 1 to 65535",
    })
    void addressesThatAreNoneAreNamed(String address, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ZmqSink.builder().setAddresses(address).setShards(2).build())
                .withMessageContaining(reason);
    }

    @Test
    void oneAddressCountsUpAndSeveralAreTakenAsTheyAre() {
        assertThat(settings(List.of("tcp://127.0.0.1:5555"), 3).addresses())
                .containsExactly("tcp://127.0.0.1:5555", "tcp://127.0.0.1:5556", "tcp://127.0.0.1:5557");
        List<String> two = List.of("tcp://127.0.0.1:9000", "tcp://127.0.0.1:80");
        assertThat(settings(two, 2).addresses()).isEqualTo(two);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(two, 3))
                .withMessageContaining("2 addresses for 3 shards");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(), 1))
                .withMessageContaining("0 addresses");
    }

    private static ZmqSettings settings(List<String> addresses, int shards) {
        return ZmqSettings.of(addresses, shards, SocketPattern.PUSH, 8, Duration.ofSeconds(1), null);
    }

    @Test
    void keysAreCheckedAndNotShown() {
        ZMQ.Curve.KeyPair consumer = ZMQ.Curve.generateKeyPair();
        CurveKeys keys = CurveKeys.forConsumer(consumer.publicKey);
        assertThat(keys.toString()).contains(consumer.publicKey).doesNotContain(keys.secretKey());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CurveKeys(keys.consumer(), keys.publicKey(), "hunter2"))
                .withMessageContaining("the job's secret key is no CURVE key")
                .withMessageNotContaining("hunter2");
    }

    // ---- state

    @Test
    void stateIsSavedWithItsBatches() throws IOException {
        ZmqWriterState.Serializer serializer = new ZmqWriterState.Serializer();
        ZmqWriterState state = new ZmqWriterState(
                ShardCounts.none(3, 2),
                List.of(
                        new ZmqWriterState.Batch(7, BATCH),
                        new ZmqWriterState.Batch(8, BATCH.with("Y", NdArray.scalar(2.5)))));
        byte[] bytes = serializer.serialize(state);
        assertThat(serializer.deserialize(1, bytes)).isEqualTo(state);
        assertThatThrownBy(() -> serializer.deserialize(2, bytes)).hasMessageContaining("newer program");
        bytes[4] = 0x7f;
        assertThatThrownBy(() -> serializer.deserialize(1, bytes)).hasMessageContaining("is damaged");
    }

    // ---- what a socket knows of its consumer

    @Test
    void noConsumerTakesAsManyBatchesAsTheMarkAllows() throws Exception {
        int port = Consumer.freePorts(1);
        try (ZMQ.Context context = ZMQ.context(1)) {
            ShardSocket socket = socket(context, port, null);
            int sent = 0;
            while (socket.send(PescadorFrames.encode(BATCH), 0) == 2) {
                sent++;
            }
            assertThat(sent).isEqualTo(8);
            assertThat(socket.consumer()).isEqualTo("nothing listens at tcp://127.0.0.1:" + port);
            try (Consumer late = Consumer.on(port)) {
                for (int i = 0; i < sent; i++) {
                    assertThat(late.receive()).contains(BATCH);
                }
                socket.look();
                assertThat(socket.isConnected()).isTrue();
                assertThat(socket.consumer()).contains("is connected and does not read");
            }
            while (socket.isConnected()) {
                socket.look();
                Thread.onSpinWait();
            }
            assertThat(socket.closedSinceLast()).isTrue();
            socket.close(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong key", "no key"})
    void keysThatDoNotFitAreSuspected(String what) throws Exception {
        int port = Consumer.freePorts(1);
        ZMQ.Curve.KeyPair right = ZMQ.Curve.generateKeyPair();
        CurveKeys keys = what.equals("no key") ? null : CurveKeys.forConsumer(ZMQ.Curve.generateKeyPair().publicKey);
        try (ZMQ.Context context = ZMQ.context(1);
                Consumer consumer = Consumer.secured(port, right)) {
            ShardSocket socket = socket(context, port, keys);
            long end = System.nanoTime() + 10_000_000_000L;
            socket.send(PescadorFrames.encode(BATCH), 0);
            while (!socket.consumer().contains("closes the connection at once") && System.nanoTime() < end) {
                socket.look();
                Thread.sleep(5);
            }
            String said = socket.consumer();
            socket.close(Duration.ZERO);
            assertThat(said).contains("do its socket type and its CURVE keys fit those of this job?");
            assertThat(consumer.hears(0)).isFalse();
        }
    }

    // ---- what listens there

    @ParameterizedTest
    @EnumSource(
            value = SocketType.class,
            names = {"PULL", "PAIR", "SUB", "REP", "PUSH", "DEALER", "ROUTER", "PUB"})
    void aSocketSaysItsType(SocketType type) {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket socket = context.createSocket(type);
            String address = "tcp://127.0.0.1:" + socket.bindToRandomPort("tcp://127.0.0.1");
            Listener listener = Listener.at(address);
            assertThat(listener).isEqualTo(new Listener(Listener.Kind.OPEN, type.name()));
            assertThat(listener.refusal(address, SocketPattern.PUSH, false))
                    .isEqualTo(
                            type == SocketType.PULL
                                    ? null
                                    : "the socket at " + address + " is of the type " + type
                                            + ", and the job sends to one of the type PULL: bind such a one");
            assertThat(listener.refusal(address, SocketPattern.PAIR, false) == null)
                    .isEqualTo(type == SocketType.PAIR);
            assertThat(listener.refusal(address, SocketPattern.PUSH, true)).contains("does not encrypt");
        }
    }

    @Test
    void aSocketWithKeysSaysThatItWantsThem() throws Exception {
        int port = Consumer.freePorts(1);
        try (Consumer consumer = Consumer.secured(port, ZMQ.Curve.generateKeyPair())) {
            Listener listener = Listener.at("tcp://127.0.0.1:" + port);
            assertThat(listener).isEqualTo(new Listener(Listener.Kind.ENCRYPTED, "CURVE"));
            assertThat(listener.refusal("tcp://x:1", SocketPattern.PUSH, false))
                    .isEqualTo(
                            "the consumer at tcp://x:1 wants CURVE and the job has no key of it: give its public one");
            assertThat(listener.refusal("tcp://x:1", SocketPattern.PUSH, true)).isNull();
            assertThat(consumer.hears(0)).isFalse();
        }
    }

    @Test
    void whatIsNotThereOrDoesNotAnswerIsWaitedFor() throws Exception {
        String nowhere = "tcp://127.0.0.1:" + Consumer.freePorts(1);
        assertThat(Listener.at(nowhere).kind()).isEqualTo(Listener.Kind.ABSENT);
        assertThat(Listener.at(nowhere).awaited(nowhere)).isEqualTo("nothing listens at " + nowhere);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "tcp://127.0.0.1:" + silent.getLocalPort();
            Listener listener = Listener.at(address);
            assertThat(listener.kind()).isEqualTo(Listener.Kind.SILENT);
            assertThat(listener.refusal(address, SocketPattern.PUSH, false)).isNull();
            assertThat(listener.awaited(address)).contains("does not answer as a ZeroMQ socket does");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"answers at once", "waits for a line", "speaks first", "random"})
    void whatIsNoZeroMqSocketIsNamed(String how) throws Exception {
        try (ForeignServer server = ForeignServer.that(how)) {
            String address = "tcp://127.0.0.1:" + server.port();
            assertThat(Listener.at(address).refusal(address, SocketPattern.PUSH, false))
                    .startsWith("what listens at " + address + " is no ZeroMQ socket")
                    .endsWith(". Start the consumer there, or give its address");
        }
    }

    /** Fewer batches than the queue holds, and many more: in neither case does the end come without a consumer. */
    @ParameterizedTest
    @CsvSource({
        "answers at once, 3",
        "answers at once, 300",
        "waits for a line, 3",
        "waits for a line, 300",
        "speaks first, 300"
    })
    void nothingCountsAsDeliveredToWhatIsNoConsumer(String how, int batches) throws Exception {
        try (ForeignServer server = ForeignServer.that(how);
                SocketThread sender =
                        SocketThread.start(settings(List.of("tcp://127.0.0.1:" + server.port()), 1), "test")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < batches; i++) {
                            sender.send(0, PescadorFrames.encode(BATCH));
                        }
                        sender.finish();
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("what listens at tcp://127.0.0.1:" + server.port() + " is no ZeroMQ socket");
        }
    }

    /** Like a proxy whose consumer is not up yet. */
    @Test
    void whatClosesAtOnceIsWaitedForAndNothingCountsAsDeliveredToIt() throws Exception {
        try (ForeignServer server = ForeignServer.that("closes");
                ZMQ.Context context = ZMQ.context(1)) {
            ShardSocket socket = socket(context, server.port(), null);
            socket.send(PescadorFrames.encode(BATCH), 0);
            while (!socket.consumer().contains("closes the connection at once")) {
                socket.look();
                socket.check();
                assertThat(socket.isConnected()).isFalse();
                assertThat(socket.closedSinceLast()).isFalse();
            }
            socket.close(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @CsvSource({"PAIR, 3", "PAIR, 300", "SUB, 300", "REP, 300", "PUSH, 300"})
    void aSocketOfAnotherTypeFailsTheJobAtOnce(SocketType type, int batches) {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket socket = context.createSocket(type);
            String address = "tcp://127.0.0.1:" + socket.bindToRandomPort("tcp://127.0.0.1");
            try (SocketThread sender = SocketThread.start(settings(List.of(address), 1), "test")) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < batches; i++) {
                                sender.send(0, PescadorFrames.encode(BATCH));
                            }
                            sender.finish();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessage("the socket at " + address + " is of the type " + type
                                + ", and the job sends to one of the type PULL: bind such a one");
            }
        }
    }

    private static ShardSocket socket(ZMQ.Context context, int port, CurveKeys keys) {
        return new ShardSocket(
                context,
                ZmqSettings.of(
                        List.of("tcp://127.0.0.1:" + port), 1, SocketPattern.PUSH, 8, Duration.ofSeconds(1), keys),
                0);
    }
}
