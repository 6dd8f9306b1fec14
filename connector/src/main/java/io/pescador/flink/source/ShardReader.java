// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.ReadAhead;
import io.pescador.flink.streamer.Reads;
import io.pescador.flink.streamer.Sampling;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Draws from the shards that it was dealt, in the task's thread; leaves read ahead in threads of their own.
 *
 * <p>Of several shards the one whose next sample comes first in the global order is drawn from, and waited for: what a reader emits does
 * not depend on timing. Its whole state is its splits. {@link #wake} is the only method that other threads call.
 */
final class ShardReader<T, R> implements SourceReader<R, ShardSplit> {

    private final ShardPlan<T, R> plan;
    private final Fingerprint fingerprint;
    private final SourceReaderContext context;
    private final RateLimit limit;
    private final Counter numRecordsIn;
    private final List<ShardRun<T, R>> running = new ArrayList<>();
    private final List<ShardSplit> finished = new ArrayList<>();
    private ReadAhead ahead;
    private ShardRun<T, R> current;
    private boolean noMoreSplits;
    private boolean idle;
    private volatile CompletableFuture<Void> available = new CompletableFuture<>();

    ShardReader(ShardPlan<T, R> plan, Fingerprint fingerprint, SourceReaderContext context) {
        this.plan = plan;
        this.fingerprint = fingerprint;
        this.context = context;
        limit = plan.rateLimit(context.currentParallelism());
        numRecordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
    }

    @Override
    public void start() {
        SourceMetrics.register(context.metricGroup(), this::sampling, this::readAhead);
    }

    private List<Sampling<T>> sampling() {
        return running.stream().map(ShardRun::sampling).toList();
    }

    private ReadAhead readAhead() {
        return ahead;
    }

    // ---- shards

    @Override
    public void addSplits(List<ShardSplit> splits) {
        for (ShardSplit split : splits) {
            try {
                fingerprint.check(split.fingerprint());
                running.add(plan.open(split, reads(), this::wake));
            } catch (IOException e) {
                throw new IllegalStateException(split.splitId() + ": " + e.getMessage(), e);
            }
        }
        running.sort(Comparator.comparingInt(ShardRun::shard));
        current = null;
        wake();
    }

    private Reads reads() {
        if (!plan.readsAhead()) {
            return Reads.DIRECT;
        }
        if (ahead == null) {
            ahead = plan.readAhead();
        }
        return ahead;
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        wake();
    }

    @Override
    public List<ShardSplit> snapshotState(long checkpointId) {
        // Shards that came to their end stay in the state: with another `stop` they may go on.
        List<ShardSplit> splits = new ArrayList<>(finished);
        for (ShardRun<T, R> run : running) {
            try {
                splits.add(run.snapshot());
            } catch (IOException e) {
                throw new IllegalStateException(run.splitId() + " cannot be saved: " + e.getMessage(), e);
            }
        }
        return splits;
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        for (ShardRun<T, R> run : running) {
            if (pause.contains(run.splitId())) {
                run.pause(true);
            } else if (resume.contains(run.splitId())) {
                run.pause(false);
            }
        }
        current = null;
        wake();
    }

    // ---- samples

    @Override
    public InputStatus pollNext(ReaderOutput<R> output) throws Exception {
        if (available.isDone()) {
            // Before anything is asked, so that whoever wakes after that wakes this future.
            available = new CompletableFuture<>();
        }
        if (!limit.permits(this::wake)) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        ShardRun<T, R> run = current == null ? next() : current;
        if (run == null) {
            return nothingToDraw(output);
        }
        current = run;
        if (run.output() == null) {
            run.output(output.createOutputForSplit(run.splitId()));
        }
        return switch (run.poll()) {
            case ITEM -> {
                idle = false;
                numRecordsIn.inc();
                limit.took();
                run.emit(run.output());
                current = running.size() == 1 ? run : null;
                yield InputStatus.MORE_AVAILABLE;
            }
            case PENDING -> InputStatus.NOTHING_AVAILABLE;
            case END -> {
                finish(run, output);
                yield InputStatus.MORE_AVAILABLE;
            }
        };
    }

    /** The shard whose next sample comes first in the global order. */
    private ShardRun<T, R> next() {
        ShardRun<T, R> first = null;
        for (ShardRun<T, R> run : running) {
            if (!run.isPaused() && (first == null || run.nextNumber() < first.nextNumber())) {
                first = run;
            }
        }
        return first;
    }

    private void finish(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        finished.add(run.snapshot());
        running.remove(run);
        current = null;
        run.close();
        output.releaseOutputForSplit(run.splitId());
    }

    private InputStatus nothingToDraw(ReaderOutput<R> output) {
        if (!running.isEmpty()) {
            return InputStatus.NOTHING_AVAILABLE; // all are paused
        }
        if (noMoreSplits) {
            return InputStatus.END_OF_INPUT;
        }
        if (!idle) {
            idle = true;
            output.markIdle();
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    private void wake() {
        available.complete(null);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ShardRun<T, R> run : running) {
            try {
                run.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (ahead != null) {
            ahead.close();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
