// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Deals the shards: shard s goes to reader s mod parallelism as soon as that reader registers, and once only. Progress is never reported
 * here: it is in the splits, which come back through {@link #addSplitsBack} or stay in the readers' state.
 */
final class ShardEnumerator implements SplitEnumerator<ShardSplit, PendingShards>, SupportsBatchSnapshot {

    private static final Logger LOG = LoggerFactory.getLogger(ShardEnumerator.class);

    private final SplitEnumeratorContext<ShardSplit> context;
    private final boolean bounded;
    private final int shards;
    private final TreeMap<Integer, ShardSplit> pending = new TreeMap<>();
    private final TreeSet<Integer> ended = new TreeSet<>();

    /**
     * @param bounded whether readers should be told that no more shards will come, so that they can end
     * @param shards how many shards there are in all
     * @param pending those that no reader has
     */
    ShardEnumerator(
            SplitEnumeratorContext<ShardSplit> context, boolean bounded, int shards, Iterable<ShardSplit> pending) {
        this.context = context;
        this.bounded = bounded;
        this.shards = shards;
        pending.forEach(split -> this.pending.put(split.shard(), split));
    }

    @Override
    public void start() {
        if (context.currentParallelism() > shards) {
            LOG.warn(
                    "The source has {} readers and {} shards: {} readers stay idle. Raise `shards`, which is part of the plan, or lower the"
                            + " parallelism.",
                    context.currentParallelism(),
                    shards,
                    context.currentParallelism() - shards);
        }
    }

    @Override
    public void addReader(int reader) {
        ended.remove(reader); // one that failed tells again
        List<ShardSplit> dealt = new ArrayList<>();
        for (Iterator<ShardSplit> splits = pending.values().iterator(); splits.hasNext(); ) {
            ShardSplit split = splits.next();
            if (split.shard() % context.currentParallelism() == reader) {
                dealt.add(split);
                splits.remove();
            }
        }
        if (!dealt.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(java.util.Map.of(reader, dealt)));
        }
        if (bounded) {
            context.signalNoMoreSplits(reader);
        }
    }

    /** The splits are dealt again when the reader that lost them registers anew. */
    @Override
    public void addSplitsBack(List<ShardSplit> splits, int reader) {
        splits.forEach(split -> pending.put(split.shard(), split));
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
        // Readers do not ask: they are dealt everything when they register.
    }

    @Override
    public void handleSourceEvent(int reader, SourceEvent event) {
        ended.add(reader);
        if (ended.size() == context.currentParallelism()) {
            ended.stream()
                    .filter(context.registeredReaders()::containsKey)
                    .forEach(each -> context.sendEventToSourceReader(each, EndEvent.ALL_ENDED));
        }
    }

    @Override
    public PendingShards snapshotState(long checkpointId) {
        return new PendingShards(List.copyOf(pending.values()));
    }

    @Override
    public void close() throws IOException {}
}
