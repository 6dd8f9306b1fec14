// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Poll;
import io.pescador.flink.streamer.ReadAhead;
import io.pescador.flink.streamer.Reads;
import io.pescador.flink.streamer.Sampling;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Draws from the shards that it was dealt, in the task's thread; leaves read ahead in threads of their own.
 *
 * <p>Of several shards the one whose next sample comes first in the global order is drawn from, and waited for: what a reader emits does
 * not depend on timing. Its whole state is its splits. {@link #wake} is the only method that other threads call.
 */
final class ShardReader<T, R> implements SourceReader<R, ShardSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    /** Samples before the task looks at its mailbox again: few enough that checkpoints and back-pressure wait for microseconds only. */
    private static final int RECORDS_A_POLL = 32;

    private final ShardPlan<T, R> plan;
    private final Fingerprint fingerprint;
    private final SourceReaderContext context;
    private final RateLimit limit;
    private final Counter numRecordsIn;
    /** Also looked at by the thread that reports metrics. */
    private final List<ShardRun<T, R>> running = new CopyOnWriteArrayList<>();

    private final List<ShardSplit> finished = new ArrayList<>();
    private final Waits waits;
    private final SourceMetrics<T> metrics;
    private SourceFigures past = SourceFigures.NONE;
    private ReadAhead ahead;

    /** Who is drawn from next; null where that is to be found out. */
    private ShardRun<T, R> current;

    /** Records since the poll began. */
    private int emitted;

    private boolean several;
    private boolean noMoreSplits;

    /**
     * Why a shard could not be opened, or drawn from. Thrown when it is polled, and of a bounded plan not before the word that there are no more
     * shards has come: an event that finds its task failed is what Flink reports instead.
     */
    private Throwable refused;

    private boolean idle;
    private boolean toldEnd;
    private boolean allEnded;
    private volatile CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    ShardReader(ShardPlan<T, R> plan, Fingerprint fingerprint, SourceReaderContext context) {
        this.plan = plan;
        this.fingerprint = fingerprint;
        this.context = context;
        limit = plan.rateLimit(context.currentParallelism());
        waits = new Waits(plan.readsAhead(), System::nanoTime);
        numRecordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        metrics = SourceMetrics.register(context.metricGroup(), this::sampling, this::figures, this::readAhead);
    }

    @Override
    public void start() {
        // Flink may run two sources in one task, which has one accumulator of a name.
        if (context instanceof RichSourceReaderContext rich
                && rich.getRuntimeContext().getAccumulator(SourceFigures.NAME) == null) {
            rich.getRuntimeContext().addAccumulator(SourceFigures.NAME, new FiguresAccumulator(this::figures));
        }
    }

    SourceFigures figures() {
        SourceFigures sum = past.plus(new SourceFigures(1, 0, 0, 0, 0, waits.reads(), waits.consumer()));
        for (ShardRun<T, R> run : running) {
            sum = sum.plus(run.figures());
        }
        return sum;
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
                ShardRun<T, R> run = plan.open(split, reads(), this::wake, this::skipped);
                running.add(run);
                metrics.add(run.sampling());
            } catch (IOException e) {
                refused = RefusedStateException.of(split.splitId(), e);
                if (refused == e) {
                    refused = new IllegalStateException(split.splitId() + ": " + e.getMessage(), e);
                }
            }
        }
        running.sort(Comparator.comparingInt(ShardRun::shard));
        several = running.size() > 1;
        current = null;
        wake();
    }

    private void failIfRefused() throws Exception {
        if (refused instanceof Error error) {
            throw error;
        }
        if (refused != null) {
            throw (Exception) refused;
        }
    }

    private void skipped(String why) {
        LOG.warn("{}", why);
        context.metricGroup().getNumRecordsInErrorsCounter().inc();
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
        if (refused != null) { // a checkpoint would lose the shard
            throw new IllegalStateException(refused.getMessage(), refused);
        }
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
        waits.poll();
        InputStatus status = draw(output);
        if (status == InputStatus.NOTHING_AVAILABLE && available.isDone()) {
            // Whoever wakes from now on wakes this future; who did so before is heard by asking again.
            available = new CompletableFuture<>();
            status = draw(output);
        }
        if (status != InputStatus.NOTHING_AVAILABLE && !available.isDone()) {
            // Flink asks isAvailable() also after MORE_AVAILABLE, where the output was full for a moment; it would
            // sleep for ever.
            wake();
        }
        return status;
    }

    private InputStatus draw(ReaderOutput<R> output) throws Exception {
        if (refused != null && isWordToCome()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        failIfRefused();
        emitted = 0;
        InputStatus status;
        try {
            status = emitSome(output);
        } catch (Exception | Error e) {
            refused =
                    RefusedStateException.of("resuming", e); // what a mux left behind is read when it is activated next
            return draw(output);
        }
        numRecordsIn.inc(emitted); // at once: for each record, it is a twentieth of what a record costs
        return status;
    }

    private boolean isWordToCome() {
        return plan.bounded() && !noMoreSplits;
    }

    private InputStatus emitSome(ReaderOutput<R> output) throws Exception {
        while (emitted < RECORDS_A_POLL) {
            if (limit != null && !limit.permits(this::wake)) {
                waits.nothing();
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (current == null) {
                current = next();
                if (current == null) {
                    return nothingToDraw(output);
                }
            }
            Poll answer = emit(current, output);
            if (answer == Poll.PENDING) {
                waits.pending();
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (answer == Poll.END) {
                finish(current, output);
            } else if (several) {
                current = null;
            }
        }
        return InputStatus.MORE_AVAILABLE;
    }

    /** Emits the next sample of a shard, or several where no other's comes in between. */
    private Poll emit(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        if (run.output() == null) {
            run.output(output.createOutputForSplit(run.splitId()));
            idle = false;
        }
        long before = run.draws();
        Poll answer = run.emit(several || limit != null ? 1 : RECORDS_A_POLL - emitted);
        emitted += (int) (run.draws() - before);
        if (limit != null && answer == Poll.ITEM) {
            limit.took();
        }
        return answer;
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
        several = running.size() > 1;
        current = null;
        run.close();
        past = past.plus(run.figures());
        // Also where it never emitted here: Flink made an output when the shard was added, and its watermark would hold
        // back all others.
        output.releaseOutputForSplit(run.splitId());
    }

    private InputStatus nothingToDraw(ReaderOutput<R> output) {
        waits.nothing();
        if (!running.isEmpty()) {
            return InputStatus.NOTHING_AVAILABLE; // all are paused
        }
        if (noMoreSplits) {
            return atEnd(output);
        }
        // Whoever will get a shard must not look idle until it does: watermarks would pass what it has yet to draw.
        if (!idle && context.currentParallelism() > plan.shards()) {
            idle = true;
            output.markIdle();
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    /** A checkpoint after a reader ended would not have its shards; so it waits for the others, where it is asked to. */
    private InputStatus atEnd(ReaderOutput<R> output) {
        if (!plan.endTogether()) {
            return InputStatus.END_OF_INPUT;
        }
        if (allEnded) {
            output.markActive(); // an idle reader's last watermark would not be heard
            return InputStatus.END_OF_INPUT;
        }
        if (!toldEnd) {
            toldEnd = true;
            output.markIdle();
            context.sendSourceEventToCoordinator(EndEvent.SHARDS_ENDED);
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        allEnded = true;
        wake();
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
