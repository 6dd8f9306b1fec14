// SPDX-License-Identifier: Apache-2.0
/**
 * Batches over ZeroMQ, in the wire format of pescador.
 *
 * <p>Begin with {@link io.pescador.flink.sink.zmq.ZmqSink}. {@code PescadorFrames} is the wire format, {@code SocketThread} owns the sockets
 * of a writer, {@code ShardSocket} is one connection.
 */
package io.pescador.flink.sink.zmq;
