// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.enumerator.Allowances;
import io.pescador.flink.source.enumerator.TeamEvent;
import io.pescador.flink.source.metrics.SourceMetrics;
import io.pescador.flink.source.metrics.SourceStatistics;
import io.pescador.flink.source.metrics.StatisticsAccumulator;
import io.pescador.flink.source.metrics.WaitTimes;
import io.pescador.flink.source.split.Fingerprint;
import io.pescador.flink.source.split.RefusedStateException;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.ahead.ReadAhead;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

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
@Internal
public final class ShardReader<T, R> implements SourceReader<R, ShardSplit> {

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
    private final WaitTimes waiting;
    private final SourceMetrics<T> metrics;
    private SourceStatistics past = SourceStatistics.NONE;
    private ReadAhead ahead;

    /** Who is drawn from next; null where that is to be found out. */
    private ShardRun<T, R> current;

    /** Records since the poll began. */
    private int emitted;

    private boolean several;
    private boolean noMoreSplits;

    /**
     * Why a shard could not be opened, or drawn from. Thrown when it is polled, and only after the signal that there are no more shards,
     * which follows the shards: Flink would report an event that finds its task failed, instead of this.
     */
    private Throwable refused;

    private final Allowances allowances;
    private final boolean waits;

    /** Numbers of the global order below this may be drawn. */
    private long bound;

    private long step = 1;

    /** The position that it reported last; null before the first report. */
    private Long toldAt;

    private boolean idle;

    /** How many ends it knew when it reported that it has stopped. */
    private int toldKnown = -1;

    private boolean allEnded;
    private volatile CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    public ShardReader(ShardPlan<T, R> plan, Fingerprint fingerprint, SourceReaderContext context) {
        this.plan = plan;
        this.fingerprint = fingerprint;
        this.context = context;
        allowances = new Allowances(plan.most(), plan.shards());
        boolean together = !isBatch(context); // in that mode readers may run one after the other
        boolean paced = together && plan.paced() && context.currentParallelism() > 1;
        bound = paced ? Long.MIN_VALUE : Long.MAX_VALUE;
        waits = paced || together && plan.readersWait(); // a paced reader must be there for events
        limit = plan.rateLimit(context.currentParallelism());
        waiting = new WaitTimes(plan.readsAhead(), System::nanoTime);
        numRecordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        metrics = SourceMetrics.register(context.metricGroup(), this::sampling, this::figures, this::readAhead);
    }

    private static boolean isBatch(SourceReaderContext context) {
        return ReaderRuntime.of(context)
                .filter(task -> task instanceof StreamingRuntimeContext job && job.getJobType() == JobType.BATCH)
                .isPresent();
    }

    @Override
    public void start() {
        // Flink may run two sources in one task, which has one accumulator of a name.
        ReaderRuntime.of(context)
                .filter(task -> task.getAccumulator(SourceStatistics.NAME) == null)
                .ifPresent(
                        task -> task.addAccumulator(SourceStatistics.NAME, new StatisticsAccumulator(this::figures)));
    }

    public SourceStatistics figures() {
        SourceStatistics sum = past.plus(new SourceStatistics(1, 0, 0, 0, 0, waiting.reads(), waiting.consumer()));
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
                run.allow(allowances.of(run.shard()));
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
        long drawn = running.stream().mapToLong(ShardRun::draws).sum();
        if (drawn > plan.most()) {
            refused = beyond(drawn + " samples were drawn before");
        }
        wake();
    }

    private RefusedStateException beyond(String drawn) {
        return new RefusedStateException(
                drawn + ", and the run is to end after " + plan.most() + ": resume with a later end");
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

    private ReadStrategy reads() {
        if (!plan.readsAhead()) {
            return ReadStrategy.DIRECT;
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
            throw new IllegalStateException(refused); // without a sentence of its own: the failure has one
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
        waiting.poll();
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
        if (refused != null && !noMoreSplits) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        failIfRefused();
        emitted = 0;
        InputStatus status;
        try {
            status = emitSome(output);
        } catch (Exception | Error e) {
            refused = RefusedStateException.of("resuming", e); // a mux reads what it left behind when activated next
            return draw(output);
        }
        tellWhere(status);
        numRecordsIn.inc(emitted); // at once: for each record, it is a twentieth of what a record costs
        return status;
    }

    private InputStatus emitSome(ReaderOutput<R> output) throws Exception {
        while (emitted < RECORDS_A_POLL) {
            if (limit != null && !limit.permits(this::wake)) {
                waiting.nothing();
                return InputStatus.NOTHING_AVAILABLE;
            }
            ShardRun<T, R> run = current == null ? next() : current;
            if (run == null) {
                return nothingToDraw(output);
            }
            current = run;
            PollResult answer = emit(run, output);
            if (answer == PollResult.PENDING) {
                waiting.pending();
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (answer == PollResult.END) {
                ended(run, output);
            } else if (several || !mayDraw(run)) {
                current = null;
            }
        }
        return InputStatus.MORE_AVAILABLE;
    }

    /** Emits the next sample of a shard, or several where no other's comes in between. */
    private PollResult emit(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        if (run.output() == null) {
            run.output(output.createOutputForSplit(run.splitId()));
            idle = false;
        }
        long before = run.draws();
        PollResult answer = run.emit(several || limit != null ? 1 : RECORDS_A_POLL - emitted, bound);
        emitted += (int) (run.draws() - before);
        if (limit != null && answer == PollResult.ITEM) {
            limit.took();
        }
        return answer;
    }

    private boolean mayDraw(ShardRun<T, R> run) {
        return !run.isPaused() && run.hasRoom() && run.nextNumber() < bound;
    }

    /** Paced readers depend on this one's reports: it reports after each step, and when it has nothing that it may draw. */
    private void tellWhere(InputStatus status) {
        if (bound == Long.MAX_VALUE || !noMoreSplits) {
            return;
        }
        long at = Long.MAX_VALUE;
        for (ShardRun<T, R> run : running) {
            at = run.hasRoom() && !run.isPaused() ? Math.min(at, run.nextNumber()) : at;
        }
        boolean stops = status == InputStatus.NOTHING_AVAILABLE && at >= bound;
        // It is behind the position that it reported, and may draw after all.
        if (toldAt == null || at < toldAt || at - toldAt >= step || stops && at != toldAt) {
            toldAt = at;
            context.sendSourceEventToCoordinator(new TeamEvent.ReaderAt(at));
        }
    }

    /** The shard whose next sample comes first in the global order. */
    private ShardRun<T, R> next() {
        ShardRun<T, R> first = null;
        for (ShardRun<T, R> run : running) {
            if (mayDraw(run) && (first == null || run.nextNumber() < first.nextNumber())) {
                first = run;
            }
        }
        return first;
    }

    /** A shard has no more samples. */
    private void ended(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        if (plan.sharesStop()) {
            allowances.ended(run.shard(), run.draws());
            allow();
            context.sendSourceEventToCoordinator(new TeamEvent.ShardEnded(run.shard(), run.draws(), waits));
        } else if (plan.most() != Long.MAX_VALUE) {
            LOG.warn(Allowances.ENDED_EARLY, run.draws(), plan.most());
        }
        finish(run, output);
    }

    private void allow() {
        for (ShardRun<T, R> run : running) {
            run.allow(allowances.of(run.shard()));
        }
        current = null;
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

    private InputStatus nothingToDraw(ReaderOutput<R> output) throws IOException {
        waiting.nothing();
        if (running.stream().anyMatch(ShardRun::hasRoom)) {
            return InputStatus.NOTHING_AVAILABLE; // all of them are paused, or wait for other readers
        }
        if (noMoreSplits) {
            return atEnd(output);
        }
        // Whoever will get a shard must not look idle until it does: watermarks would pass what it has yet to draw.
        if (context.currentParallelism() > plan.shards()) {
            beIdle(output);
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    private void beIdle(ReaderOutput<R> output) {
        if (!idle) {
            idle = true;
            output.markIdle();
        }
    }

    /**
     * The reader has stopped: its shards have ended, or gave what they may. Shards that may yet have to give more stay open. Their
     * watermarks hold no reader back: none is behind the others.
     */
    private InputStatus atEnd(ReaderOutput<R> output) throws IOException {
        if (waits && !allEnded) {
            if (running.isEmpty()) {
                beIdle(output);
            }
            tellStopped();
            return InputStatus.NOTHING_AVAILABLE;
        }
        for (ShardRun<T, R> run : List.copyOf(running)) {
            if (run.isBeyond()) {
                throw beyond(run.draws() + " samples were drawn of " + run.splitId() + " before, more than its part");
            }
            finish(run, output);
        }
        if (waits) {
            output.markActive(); // an idle reader's last watermark would not be heard
        } else if (plan.sharesStop()) {
            tellStopped();
        }
        return InputStatus.END_OF_INPUT;
    }

    private void tellStopped() {
        if (toldKnown != allowances.known()) {
            toldKnown = allowances.known();
            context.sendSourceEventToCoordinator(new TeamEvent.ReaderStopped(toldKnown, waits));
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof TeamEvent.DrawBelow below) {
            bound = below.bound();
            step = below.step();
            current = null;
        } else if (event instanceof TeamEvent.ShardEnds ends) {
            allowances.learn(ends.samples());
            allow();
        } else if (event instanceof TeamEvent.AllEnded) {
            allEnded = true;
        }
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
