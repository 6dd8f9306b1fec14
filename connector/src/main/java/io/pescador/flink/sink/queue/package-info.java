// SPDX-License-Identifier: Apache-2.0
/**
 * A directory of batches as a queue between a job and a training loop.
 *
 * <p>Begin with {@link io.pescador.flink.sink.queue.BatchQueueSink}. {@code QueueDirectory} holds all that is done to files,
 * {@code TrainerCursor} the waiting for the trainer, {@code Heartbeat} the signs of life for readers. docs/trainer.md describes the
 * directory for its readers.
 */
package io.pescador.flink.sink.queue;
