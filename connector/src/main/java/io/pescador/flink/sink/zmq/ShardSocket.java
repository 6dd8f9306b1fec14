// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The connection of one shard to its consumer, and what is known of that consumer. Belongs to one thread, that of the {@link SocketThread}.
 *
 * <p>ZeroMQ connects, and connects again, by itself. What the consumer has not taken yet waits in a queue of {@code highWaterMark}
 * messages, which outlives a lost connection.
 */
final class ShardSocket {

    /** How long one attempt to send may take: as long as a cancelled job may need to notice. */
    private static final int SEND_MILLIS = 100;

    private static final int RECONNECT_MILLIS = 100;
    private static final int RECONNECT_MOST_MILLIS = 1000;

    /** A handshake takes some round trips. ZeroMQ gives it 30 s by default; one that got stuck would hold the job back for as long. */
    private static final int HANDSHAKE_MILLIS = 3000;

    /** A connection that the other side closes so soon was not wanted. */
    private static final long TURNED_AWAY_NANOS = 1_000_000_000L;

    /** After a handshake that cannot succeed ZeroMQ does not connect again. Then only a new socket helps. */
    private static final long GIVEN_UP_NANOS = 10_000_000_000L;

    /** The least version of a consumer's protocol. JeroMQ reports 0 for an older protocol or none, and would send that peer everything. */
    private static final int PROTOCOL = 3;

    private final String address;
    private final ZmqSettings settings;
    private final ZMQ.Socket socket;
    private final ZMQ.Socket monitor;
    private boolean reached;
    private long reachedNanos;
    private boolean connected;
    private boolean doubtful;
    private boolean foreign;
    private long connectedNanos;
    private long disconnectedNanos;
    private int disconnections;
    private int disconnectionsBeforeLast;
    private int turnedAway;

    ShardSocket(ZMQ.Context context, ZmqSettings settings, int shard) {
        this.settings = settings;
        address = settings.addresses().get(shard);
        socket = context.socket(settings.pattern().type());
        socket.setSndHWM(settings.highWaterMark());
        socket.setSendTimeOut(SEND_MILLIS);
        socket.setLinger(0);
        socket.setReconnectIVL(RECONNECT_MILLIS);
        socket.setReconnectIVLMax(RECONNECT_MOST_MILLIS);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        CurveKeys keys = settings.keys();
        if (keys != null) {
            socket.setCurveServerKey(ZMQ.Curve.z85Decode(keys.consumer()));
            socket.setCurvePublicKey(ZMQ.Curve.z85Decode(keys.publicKey()));
            socket.setCurveSecretKey(ZMQ.Curve.z85Decode(keys.secretKey()));
        }
        String events = "inproc://events-" + shard;
        socket.monitor(events, ZMQ.EVENT_CONNECTED | ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED);
        monitor = context.socket(SocketType.PAIR);
        monitor.setRcvHWM(0); // no bound: the thread that reports events must not wait for an idle job
        monitor.setLinger(0);
        monitor.connect(events);
        socket.connect(address);
    }

    /**
     * Begins or goes on with a message: sends its frames from one on.
     *
     * @return the first frame that was not sent; {@code frames.size()} if all were
     * @throws IOException if what listens is no consumer
     */
    int send(List<ByteBuffer> frames, int from) throws IOException {
        look();
        if (foreign) {
            check();
        }
        disconnectionsBeforeLast = disconnections;
        int frame = from;
        while (frame < frames.size()) {
            boolean more = frame + 1 < frames.size();
            if (socket.sendByteBuffer(frames.get(frame), more ? ZMQ.SNDMORE : 0) < 0) {
                return frame;
            }
            frame++;
        }
        return frame;
    }

    /** Takes notice of connections that came and went. */
    void look() {
        for (ZEvent event = ZEvent.recv(monitor, ZMQ.DONTWAIT);
                event != null;
                event = ZEvent.recv(monitor, ZMQ.DONTWAIT)) {
            switch (event.getEvent()) {
                case CONNECTED -> {
                    reached = true;
                    reachedNanos = System.nanoTime();
                }
                case HANDSHAKE_PROTOCOL -> {
                    connected = event.<Integer>getValue() >= PROTOCOL;
                    connectedNanos = System.nanoTime();
                    foreign |= !connected;
                }
                default -> disconnected(System.nanoTime());
            }
        }
    }

    private void disconnected(long now) {
        boolean soon = reached && now - reachedNanos < TURNED_AWAY_NANOS;
        doubtful |= soon || !connected;
        turnedAway = soon ? turnedAway + 1 : 0;
        disconnections += connected ? 1 : 0;
        reached = false;
        connected = false;
        disconnectedNanos = now;
    }

    /** @throws IOException if what listens is no consumer, or the consumer turned this socket away for good */
    void check() throws IOException {
        if (doubtful || foreign) {
            doubtful = false;
            Listener listener = Listener.at(address);
            String refusal = listener.refusal(address, settings.pattern(), settings.keys() != null);
            if (foreign && refusal == null) {
                refusal = new Listener(Listener.Kind.FOREIGN, "").refusal(address, settings.pattern(), false);
            }
            if (refusal != null) {
                throw new IOException(refusal);
            }
        }
        if (isTurnedAway() && System.nanoTime() - disconnectedNanos > GIVEN_UP_NANOS) {
            throw new IOException(consumer());
        }
    }

    private boolean isTurnedAway() {
        return !connected && turnedAway > 0;
    }

    boolean isConnected() {
        return connected;
    }

    /** For how long the consumer has been connected. */
    Duration connectedFor() {
        return connected ? Duration.ofNanos(System.nanoTime() - connectedNanos) : Duration.ZERO;
    }

    /** Whether the consumer has closed a connection since the last message was sent. */
    boolean closedSinceLast() {
        return disconnections > disconnectionsBeforeLast;
    }

    /** What holds the consumer back, as far as it shows. */
    String consumer() {
        if (isTurnedAway() || turnedAway >= 3) {
            return "the consumer at " + address + " closes the connection at once; do its socket type and its CURVE"
                    + " keys fit those of this job?";
        }
        if (connected) {
            return "the consumer at " + address + " is connected and does not read";
        }
        return reached
                ? "what listens at " + address + " does not answer as a ZeroMQ socket does"
                : "nothing listens at " + address;
    }

    /** @param linger how long what was sent may take to leave after this; the context's end waits for it */
    void close(Duration linger) {
        socket.monitor(null, 0);
        monitor.close();
        socket.setLinger((int) Math.min(Integer.MAX_VALUE, linger.toMillis()));
        socket.close();
    }
}
