// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import io.pescador.flink.source.split.PendingShards;
import io.pescador.flink.source.split.ShardSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;
import org.apache.flink.api.connector.source.SupportsHandleExecutionAttemptSourceEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Deals the shards: shard s goes to reader s mod parallelism as soon as that reader registers, and once only. Progress is never reported
 * here: it is in the splits, which come back through {@link #addSplitsBack} or stay in the readers' state.
 *
 * <p>Paced readers report their position, and learn how far they may draw. Readers that end together report when they have stopped. Under a
 * stop they also report where shards ended. The others learn it, since they may have to give what that shard lacks.
 */
@Internal
public final class ShardEnumerator
        implements SplitEnumerator<ShardSplit, PendingShards>,
                SupportsBatchSnapshot,
                SupportsHandleExecutionAttemptSourceEvent {

    private static final Logger LOG = LoggerFactory.getLogger(ShardEnumerator.class);

    private final SplitEnumeratorContext<ShardSplit> context;
    private final int shards;
    private final long most;
    private final Allowances allowances;
    private final Pacing pacing;
    private final TreeMap<Integer, ShardSplit> pending = new TreeMap<>();

    /** Readers that have stopped, and of how many ends they knew. */
    private final TreeMap<Integer, Integer> stopped = new TreeMap<>();

    /** Readers that got the signal to end. They may have ended, and must not be sent anything. */
    private final TreeSet<Integer> released = new TreeSet<>();

    /**
     * @param most samples over all shards
     * @param mostLead of readers that are paced
     * @param shards how many shards there are in all
     * @param pending those that no reader has
     */
    public ShardEnumerator(
            SplitEnumeratorContext<ShardSplit> context,
            long most,
            long mostLead,
            int shards,
            Iterable<ShardSplit> pending) {
        this.context = context;
        pacing = new Pacing(context.currentParallelism(), shards, mostLead, System::nanoTime);
        this.most = most;
        this.shards = shards;
        allowances = new Allowances(most, shards);
        pending.forEach(split -> this.pending.put(split.shard(), split));
    }

    @Override
    public void start() {
        context.metricGroup().setUnassignedSplitsGauge(() -> (long) pending.size());
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
        stopped.remove(reader); // one that failed reports again
        released.remove(reader);
        pacing.forget(reader);
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
        // Also for a plan that counts as endless: its shards may end all the same.
        context.signalNoMoreSplits(reader);
        if (allowances.known() > 0) {
            context.sendEventToSourceReader(reader, new TeamEvent.ShardEnds(allowances.ends()));
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
        if (event instanceof TeamEvent.ReaderAt at && pacing.at(reader, at.number())) {
            tellAll(new TeamEvent.DrawBelow(pacing.bound(), pacing.step()));
        } else if (event instanceof TeamEvent.ShardEnded end
                && allowances.ended(end.shard(), end.samples())
                && end.waits()) {
            tellAll(new TeamEvent.ShardEnds(allowances.ends()));
        } else if (event instanceof TeamEvent.ReaderStopped stop) {
            stopped.put(reader, stop.known());
            if (!stop.waits()) {
                released.add(reader);
            }
            endIfAllStopped();
        }
    }

    private void tellAll(TeamEvent event) {
        context.registeredReaders().keySet().stream()
                .filter(reader -> !released.contains(reader))
                .forEach(reader -> context.sendEventToSourceReader(reader, event));
    }

    @Override
    public void handleSourceEvent(int reader, int attempt, SourceEvent event) {
        handleSourceEvent(reader, event);
    }

    /** A reader that knows of fewer ends than there are may have more to give. */
    private void endIfAllStopped() {
        boolean all = IntStream.range(0, context.currentParallelism())
                .allMatch(each -> released.contains(each) || isStopped(each));
        if (!all) {
            return;
        }
        if (most != Long.MAX_VALUE && allowances.allKnown() && allowances.total() < most) {
            LOG.warn(Allowances.ENDED_EARLY, allowances.total(), most);
        }
        if (!allowances.allKnown() && !stopped.keySet().stream().allMatch(this::isStopped)) {
            throw new IllegalStateException("a shard came to its end before it had given its part of " + most
                    + " samples, and the readers that had to give the rest had ended already, as readers do in BATCH mode:"
                    + " run the job in STREAMING mode, or the source with parallelism 1");
        }
        for (int reader : stopped.keySet()) {
            if (released.add(reader)) {
                context.sendEventToSourceReader(reader, new TeamEvent.AllEnded());
            }
        }
    }

    private boolean isStopped(int reader) {
        return stopped.getOrDefault(reader, -1) == allowances.known();
    }

    @Override
    public PendingShards snapshotState(long checkpointId) {
        return new PendingShards(List.copyOf(pending.values()));
    }

    @Override
    public void close() throws IOException {}
}
