// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Trace;

import java.io.IOException;

/**
 * An activation of a {@link StepStreamer}: holds the active stream whose samples take the step.
 *
 * @param <T> type of that stream's samples
 * @param <R> type of its own
 */
abstract class StepStream<T, R> implements ActiveStream<R> {

    /** Set by the constructor of the subclass, which may have to read state of its own first. */
    ActiveStream<T> stream;

    @Override
    public void locate(Trace trace) {
        stream.locate(trace);
    }

    @Override
    public void adopt() {
        stream.adopt();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
