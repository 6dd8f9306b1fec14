// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import org.apache.flink.annotation.PublicEvolving;

import org.zeromq.SocketType;

/** The kind of the job's sockets, which decides that of the consumer's. */
@PublicEvolving
public enum SocketPattern {
    /** The consumer reads from a {@code PULL} socket, which may take several shards and jobs. The default. */
    PUSH(SocketType.PUSH, "PULL"),
    /** The consumer reads from a {@code PAIR} socket, as pescador's {@code ZMQStreamer} does: one consumer, one shard, one job. */
    PAIR(SocketType.PAIR, "PAIR");

    private final SocketType type;
    private final String consumer;

    SocketPattern(SocketType type, String consumer) {
        this.type = type;
        this.consumer = consumer;
    }

    /** The type of the socket at the other end, as ZeroMQ's protocol names it. */
    String consumer() {
        return consumer;
    }

    SocketType type() {
        return type;
    }
}
