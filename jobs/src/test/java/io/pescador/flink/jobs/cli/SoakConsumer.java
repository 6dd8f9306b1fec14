// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.zmq.PescadorFrames;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Listens for the batches of each shard, however often a run ends or is resumed, and skips what it had, as the page on trainers says. */
final class SoakConsumer implements AutoCloseable {

    /** The file that gets the numbers of the batches. */
    static final String RECEIVED = "received";

    private final Map<Long, String> batches = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Path folder;
    private final int port;
    private volatile boolean stopped;

    private SoakConsumer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static SoakConsumer start(Path folder, int shards) throws IOException {
        return start(folder, freePorts(shards), shards);
    }

    static SoakConsumer start(Path folder, int port, int shards) {
        SoakConsumer consumer = new SoakConsumer(folder, port);
        for (int shard = 0; shard < shards; shard++) {
            int at = consumer.port + shard;
            Thread thread = new Thread(() -> consumer.listen(at), "consumer " + at);
            thread.start();
            consumer.threads.add(thread);
        }
        return consumer;
    }

    int port() {
        return port;
    }

    private void listen(int at) {
        while (!stopped) {
            try (ZContext context = new ZContext()) {
                ZMQ.Socket socket = context.createSocket(SocketType.PULL);
                socket.setLinger(0);
                socket.setReceiveTimeOut(20);
                socket.bind("tcp://127.0.0.1:" + at);
                boolean ended = false;
                while (!stopped && !ended) {
                    ended = !receive(socket);
                }
            }
        }
    }

    /** @return whether there may be more */
    private boolean receive(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] frame = socket.recv(); frame != null; frame = socket.hasReceiveMore() ? socket.recv() : null) {
            frames.add(frame);
        }
        if (frames.isEmpty()) {
            return true;
        }
        try {
            Optional<Sample> batch = PescadorFrames.decode(frames);
            if (batch.isEmpty()) {
                return false;
            }
            StringBuilder text = new StringBuilder();
            batch.get().writeJson(text);
            String before = batches.putIfAbsent(batch.get().get("_batch").getLong(0), text.toString());
            if (before != null && !before.equals(text.toString())) {
                batches.put(-1L, "another batch under the same number");
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first of so many ports in a row that are free now. */
    static int freePorts(int count) throws IOException {
        while (true) {
            List<ServerSocket> held = new ArrayList<>();
            try {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                for (int i = 1; i < count; i++) {
                    held.add(new ServerSocket(held.get(0).getLocalPort() + i, 1, InetAddress.getLoopbackAddress()));
                }
                return held.get(0).getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                // The next one is in use: look elsewhere.
            } finally {
                for (ServerSocket socket : held) {
                    socket.close();
                }
            }
        }
    }

    /** Leaves the numbers of the batches in the folder. */
    @Override
    public void close() throws IOException, InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Files.write(
                folder.resolve(RECEIVED),
                batches.keySet().stream().map(number -> Long.toString(number)).toList());
    }
}
