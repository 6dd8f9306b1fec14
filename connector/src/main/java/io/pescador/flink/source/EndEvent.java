// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;

import java.util.Arrays;

/**
 * What readers and the enumerator tell each other about ends. None of it is progress, which is in the splits alone: where a shard ends is a
 * fact of the plan, so what a failure loses here is found again, and what it leaves here is still true.
 */
sealed interface EndEvent extends SourceEvent {

    /** A reader tells that a shard gave so many samples and has no more. */
    record ShardEnded(int shard, long samples) implements EndEvent {}

    /**
     * A reader tells that its shards have ended or gave what they may, as far as it knows.
     *
     * @param known how many shards it knows to have ended
     * @param waits whether it waits for {@link AllEnded}
     */
    record ReaderStopped(int known, boolean waits) implements EndEvent {}

    /**
     * The enumerator tells where shards ended.
     *
     * @param samples as {@link Allowances#ends} has them
     */
    record ShardEnds(long[] samples) implements EndEvent {

        @Override
        public boolean equals(Object other) {
            return other instanceof ShardEnds that && Arrays.equals(samples, that.samples);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(samples);
        }

        @Override
        public String toString() {
            return "ShardEnds" + Arrays.toString(samples);
        }
    }

    /** The enumerator tells that all readers have stopped, and nothing more will be drawn. */
    record AllEnded() implements EndEvent {}
}
