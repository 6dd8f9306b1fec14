// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.zmq;

import org.zeromq.SocketType;

/** The kind of the job's sockets, which decides that of the consumer's. */
public enum SocketPattern {
    /** The consumer reads from a {@code PULL} socket, which may take several shards and jobs. The default. */
    PUSH(SocketType.PUSH),
    /** The consumer reads from a {@code PAIR} socket, as pescador's {@code ZMQStreamer} does: one consumer, one shard, one job. */
    PAIR(SocketType.PAIR);

    private final SocketType type;

    SocketPattern(SocketType type) {
        this.type = type;
    }

    SocketType type() {
        return type;
    }
}
