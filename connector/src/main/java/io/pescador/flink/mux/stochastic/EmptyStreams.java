// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** What becomes of streams whose activation gave nothing. */
interface EmptyStreams {

    /**
     * An activation of a stream ended without a sample.
     *
     * @return whether the stream is a candidate again
     */
    boolean keep(int stream, StreamChooser streams);

    /** Some stream gave something. */
    default void interrupt() {}

    /** Whether all candidates in a row turned out empty. */
    default boolean areAll(StreamChooser streams) {
        return false;
    }

    /** Layout: the streams that were empty in a row; none where they are pruned. */
    void save(StateOut out) throws IOException;

    void restore(StateIn in) throws IOException;

    /** They are never activated again. */
    final class Pruned implements EmptyStreams {

        @Override
        public boolean keep(int stream, StreamChooser streams) {
            streams.drop(stream);
            return false;
        }

        @Override
        public void save(StateOut out) throws IOException {
            RankedBitSet.empty(0).save(out);
        }

        @Override
        public void restore(StateIn in) throws IOException {
            RankedBitSet.restore(0, in);
        }
    }

    /** They are tried again, and charged as if they had given something, so that others have their turn. */
    final class Penalized implements EmptyStreams {

        private final int streams;
        private final long penalty;
        private RankedBitSet inARow;

        /** @param penalty what an activation that gave nothing is charged */
        Penalized(int streams, long penalty) {
            this.streams = streams;
            this.penalty = penalty;
            inARow = RankedBitSet.empty(streams);
        }

        @Override
        public boolean keep(int stream, StreamChooser candidates) {
            candidates.penalize(stream, penalty);
            inARow.add(stream);
            return true;
        }

        @Override
        public void interrupt() {
            if (inARow.size() > 0) {
                inARow.clear();
            }
        }

        @Override
        public boolean areAll(StreamChooser candidates) {
            return inARow.size() >= candidates.most();
        }

        @Override
        public void save(StateOut out) throws IOException {
            inARow.save(out);
        }

        @Override
        public void restore(StateIn in) throws IOException {
            inARow = RankedBitSet.restore(streams, in);
        }
    }
}
