// SPDX-License-Identifier: Apache-2.0
/**
 * Sinks for a training loop, and what they share with users: provenance as arrays, encoders of samples for files.
 *
 * <p>Begin with {@code sink.queue.BatchQueueSink} (a directory of batches) or {@code sink.zmq.ZmqSink} (sockets). Both extend
 * {@code sink.internal.TrainerSink}. The package {@code sink} itself imports none of the three.
 */
package io.pescador.flink.sink;
