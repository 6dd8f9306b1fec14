// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

import java.util.Arrays;
import java.util.Objects;

/**
 * A shard of a plan and how far it got: the source's split, and with it all the state that its reader has.
 *
 * @param shard number of the shard
 * @param fingerprint of the plan that the shard belongs to
 * @param state what {@link io.pescador.flink.streamer.Sampling#save} gave; empty before the first draw
 */
@Internal
public record ShardSplit(int shard, Fingerprint fingerprint, byte[] state) implements SourceSplit {

    private static final byte[] FRESH = new byte[0];

    /** A shard of which nothing was drawn yet. */
    public static ShardSplit fresh(int shard, Fingerprint fingerprint) {
        return new ShardSplit(shard, fingerprint, FRESH);
    }

    /** What to go on from, or null for a fresh start. */
    public byte[] stateOrNull() {
        return state.length == 0 ? null : state;
    }

    @Override
    public String splitId() {
        return "shard-" + shard;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardSplit that
                && shard == that.shard
                && fingerprint.equals(that.fingerprint)
                && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shard, fingerprint, Arrays.hashCode(state));
    }

    @Override
    public String toString() {
        return splitId() + " with " + state.length + " bytes of state";
    }
}
