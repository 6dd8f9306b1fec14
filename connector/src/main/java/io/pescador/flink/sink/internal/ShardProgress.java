// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * The shards whose batches come to one writer of a sink, how far each has got, and which have ended.
 *
 * <p>A reader draws from its shards in the global order. So a shard that is passed over has ended, and a trainer that waits for its next
 * batch must be told at once: were it told at the end of the run, a bounded queue would wait for the trainer and the trainer for the queue.
 *
 * <p>A writer owns the shards that it has seen, or, if it is the only one, all. What is restored counts as seen while the parallelism is
 * what it was, since then shards stay with their readers. Not thread-safe.
 */
@Internal
public final class ShardProgress {

    private final ShardCounts counts;
    private final BitSet owned = new BitSet();
    private final BitSet ended = new BitSet();

    private ShardProgress(ShardCounts counts) {
        this.counts = counts;
    }

    /**
     * @param shards number of shards of the run
     * @param writers parallelism of the sink
     * @param saved the counts that the writer's state holds, none at a fresh start
     */
    public static ShardProgress of(int shards, int writers, Collection<ShardCounts> saved) {
        ShardProgress own = new ShardProgress(ShardCounts.none(shards, writers));
        for (ShardCounts part : saved) {
            own.counts.merge(part);
            for (int shard = 0; part.writers() == writers && shard < shards; shard++) {
                own.owned.set(shard, own.owned.get(shard) || part.of(shard) > 0);
            }
        }
        if (writers == 1) {
            own.owned.set(0, shards);
        }
        return own;
    }

    /** How far each shard has got. */
    public ShardCounts counts() {
        return counts;
    }

    /**
     * Notes a batch.
     *
     * @return the shards that have ended, as this batch shows
     */
    public List<Integer> given(long number) {
        int from = counts.shardOf(number);
        counts.given(number);
        owned.set(from);
        ended.clear(from);
        if (counts.shards() == 1) {
            return List.of();
        }
        List<Integer> over = new ArrayList<>();
        for (int shard = owned.nextSetBit(0); shard >= 0; shard = owned.nextSetBit(shard + 1)) {
            if (!ended.get(shard) && counts.next(shard) < number) {
                ended.set(shard);
                over.add(shard);
            }
        }
        return over;
    }

    /** At the end of the writer's input: the owned shards of which {@link #given} did not tell yet. */
    public List<Integer> rest() {
        List<Integer> rest = new ArrayList<>();
        for (int shard = owned.nextSetBit(0); shard >= 0; shard = owned.nextSetBit(shard + 1)) {
            if (!ended.get(shard)) {
                ended.set(shard);
                rest.add(shard);
            }
        }
        return rest;
    }

    /** The batches of the shards that have ended here; none for those that others tell of. */
    public ShardCounts endedHere() {
        ShardCounts here = ShardCounts.none(counts.shards(), counts.writers());
        for (int shard = ended.nextSetBit(0); shard >= 0; shard = ended.nextSetBit(shard + 1)) {
            // A shard that ended without a batch counts as told too.
            here.given(Math.max(shard, counts.next(shard) - counts.shards()));
        }
        return here;
    }
}
