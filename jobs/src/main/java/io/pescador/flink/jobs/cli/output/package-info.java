// SPDX-License-Identifier: Apache-2.0
/**
 * Where samples and lines go: {@code --output}, and the sinks that write JSON lines and directories of parts.
 *
 * <p>Sinks for training loops live in the connector ({@code sink.queue}, {@code sink.zmq}). What an output needs to know of a whole run, such as its
 * state directory, does not belong here.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.output.Output}.
 */
package io.pescador.flink.jobs.cli.output;
