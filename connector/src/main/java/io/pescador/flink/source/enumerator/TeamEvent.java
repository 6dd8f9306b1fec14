// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

import java.util.Arrays;

/**
 * What readers and the enumerator send each other, so that readers keep together and end together. None of it is state. Where a shard ends
 * is a fact of the plan: ends lost in a failure are found again, and ends that remain are still true. A reader's position is in its splits;
 * here it only decides which reader waits for which.
 */
@Internal
public sealed interface TeamEvent extends SourceEvent {

    /**
     * From a reader: a shard gave so many samples and has no more.
     *
     * @param waits whether the reader waits for {@link AllEnded}
     */
    record ShardEnded(int shard, long samples, boolean waits) implements TeamEvent {}

    /** From a reader: the number of the global order that it draws next; {@link Long#MAX_VALUE} for none. */
    record ReaderAt(long number) implements TeamEvent {}

    /**
     * From the enumerator: how far readers may draw.
     *
     * @param bound numbers below it
     * @param step after how many numbers they report their position
     */
    record DrawBelow(long bound, long step) implements TeamEvent {}

    /**
     * From a reader: its shards have ended or gave what they may, as far as it knows.
     *
     * @param known how many shards it knows to have ended
     * @param waits whether it waits for {@link AllEnded}
     */
    record ReaderStopped(int known, boolean waits) implements TeamEvent {}

    /**
     * From the enumerator: where shards ended.
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

    /** From the enumerator: all readers have stopped, and nothing more will be drawn. */
    record AllEnded() implements TeamEvent {}
}
