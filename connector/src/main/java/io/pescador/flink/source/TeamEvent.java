// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;

import java.util.Arrays;

/**
 * What readers and the enumerator tell each other, so that readers keep together and end together. None of it is state: where a shard ends is a
 * fact of the plan, so what a failure loses is found again, and what it leaves is still true; and how far a reader has got, which is in its
 * splits, decides here only who waits for whom.
 */
sealed interface TeamEvent extends SourceEvent {

    /**
     * A reader tells that a shard gave so many samples and has no more.
     *
     * @param waits whether the reader waits for {@link AllEnded}
     */
    record ShardEnded(int shard, long samples, boolean waits) implements TeamEvent {}

    /** A reader tells which number of the global order it draws next; {@link Long#MAX_VALUE} for none. */
    record ReaderAt(long number) implements TeamEvent {}

    /**
     * The enumerator tells how far readers may draw.
     *
     * @param bound numbers below it
     * @param step after how many numbers they tell where they are
     */
    record DrawBelow(long bound, long step) implements TeamEvent {}

    /**
     * A reader tells that its shards have ended or gave what they may, as far as it knows.
     *
     * @param known how many shards it knows to have ended
     * @param waits whether it waits for {@link AllEnded}
     */
    record ReaderStopped(int known, boolean waits) implements TeamEvent {}

    /**
     * The enumerator tells where shards ended.
     *
     * @param samples as {@link Allowances#ends} has them
     */
    record ShardEnds(long[] samples) implements TeamEvent {

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
    record AllEnded() implements TeamEvent {}
}
