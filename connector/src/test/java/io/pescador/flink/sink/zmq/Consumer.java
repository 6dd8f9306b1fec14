// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.Sample;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Listens as a trainer does. Used by one thread. */
final class Consumer implements AutoCloseable {

    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket;

    private Consumer(SocketType type, int port, ZMQ.Curve.KeyPair keys) {
        socket = context.createSocket(type);
        socket.setRcvHWM(4);
        socket.setLinger(0);
        if (keys != null) {
            socket.setCurveServer(true);
            socket.setCurvePublicKey(ZMQ.Curve.z85Decode(keys.publicKey));
            socket.setCurveSecretKey(ZMQ.Curve.z85Decode(keys.secretKey));
        }
        socket.bind("tcp://127.0.0.1:" + port);
    }

    static Consumer on(int port) {
        return new Consumer(SocketType.PULL, port, null);
    }

    static Consumer pair(int port) {
        return new Consumer(SocketType.PAIR, port, null);
    }

    static Consumer secured(int port, ZMQ.Curve.KeyPair keys) {
        return new Consumer(SocketType.PULL, port, keys);
    }

    /** The first of so many ports in a row that are free now. */
    static int freePorts(int count) throws IOException {
        while (true) {
            List<ServerSocket> held = new ArrayList<>();
            try {
                ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(first);
                for (int i = 1; i < count; i++) {
                    held.add(new ServerSocket(first.getLocalPort() + i, 1, InetAddress.getLoopbackAddress()));
                }
                return first.getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                // The next one is taken: look elsewhere.
            } finally {
                for (ServerSocket socket : held) {
                    socket.close();
                }
            }
        }
    }

    /** The next batch; empty at the end of the stream. Waits. */
    Optional<Sample> receive() throws FrameException {
        return PescadorFrames.decode(message(-1));
    }

    /** Whether anything comes within some time. */
    boolean hears(int millis) {
        return !message(millis).isEmpty();
    }

    private List<byte[]> message(int millis) {
        socket.setReceiveTimeOut(millis);
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = socket.recv();
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return frames;
    }

    /** All batches up to the end. */
    List<Sample> rest() throws FrameException {
        List<Sample> batches = new ArrayList<>();
        for (Optional<Sample> batch = receive(); batch.isPresent(); batch = receive()) {
            batches.add(batch.get());
        }
        return batches;
    }

    @Override
    public void close() {
        context.close();
    }
}
