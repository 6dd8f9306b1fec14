// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.enumerator.Allowances;
import io.pescador.flink.source.enumerator.TeamEvent;
import io.pescador.flink.source.metrics.SourceMetrics;
import io.pescador.flink.source.metrics.SourceStatistics;
import io.pescador.flink.source.metrics.StatisticsAccumulator;
import io.pescador.flink.source.metrics.WaitTimes;
import io.pescador.flink.source.reader.ShardPlan.Ending;
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

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Draws from the shards that it was dealt, in the task's thread; leaves read ahead in threads of their own.
 *
 * <p>Of several shards the one whose next sample comes first in the global order is drawn from. A reader that keeps together with others
 * waits for it, so that what it emits does not depend on timing; any other draws from the next shard meanwhile. Its whole state is its
 * splits. {@link #wake} is the only method that other threads call.
 */
@Internal
public final class ShardReader<T, R> implements SourceReader<R, ShardSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    private enum Phase {
        /**
         * Shards may come. A failure is kept to the end of this phase, which is signalled after them: Flink would report an event that finds
         * its task failed, instead of the failure.
         */
        DEALING,

        /** All shards are here. A reader that has nothing more to give waits for the others. */
        TOGETHER,

        /** A reader that has nothing more to give ends. */
        RELEASED
    }

    private final ShardPlan<T, R> plan;
    private final Fingerprint fingerprint;
    private final SourceReaderContext context;
    private final TeamMember team;
    private final Turns<T, R> turns;
    private final RateLimit limit;
    private final PollBudget budget = new PollBudget();
    private final Counter numRecordsIn;
    private final Counter numBytesIn;
    private final WaitTimes waiting;
    private final SourceMetrics<T> metrics;
    private final List<ShardSplit> finished = new ArrayList<>();
    private SourceStatistics past = SourceStatistics.NONE;
    private ReadAhead ahead;
    private Phase phase = Phase.DEALING;

    /** Why a shard could not be opened, or drawn from; null while all is well. */
    private Throwable failure;

    private volatile CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    public ShardReader(ShardPlan<T, R> plan, Fingerprint fingerprint, SourceReaderContext context) {
        this.plan = plan;
        this.fingerprint = fingerprint;
        this.context = context;
        team = isBatch(context)
                ? TeamMember.alone(plan, context::sendSourceEventToCoordinator)
                : TeamMember.of(plan, context.currentParallelism(), context::sendSourceEventToCoordinator);
        turns = new Turns<>(plan.paced() ? Turns.Order.GLOBAL : Turns.Order.AS_THEY_COME);
        limit = RateLimit.of(plan.samplesPerSecond(), System::nanoTime);
        waiting = new WaitTimes(plan.readsAhead(), System::nanoTime);
        numRecordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        numBytesIn = context.metricGroup().getIOMetricGroup().getNumBytesInCounter();
        if (plan.most() != ShardPlan.UNLIMITED) {
            context.metricGroup()
                    .setPendingRecordsGauge(
                            () -> turns.stream().mapToLong(ShardRun::left).sum());
        }
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

    /** What the reader did so far. */
    public SourceStatistics figures() {
        SourceStatistics sum = past.plus(new SourceStatistics(1, 0, 0, 0, 0, waiting.reads(), waiting.consumer()));
        for (ShardRun<T, R> run : turns) {
            sum = sum.plus(run.figures());
        }
        return sum;
    }

    private List<Sampling<T>> sampling() {
        return turns.stream().map(ShardRun::sampling).toList();
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
                turns.add(run);
                metrics.add(run.sampling());
            } catch (IOException e) {
                failure = RefusedStateException.of(split.splitId(), e);
                if (failure == e) {
                    failure = new IllegalStateException(split.splitId() + ": " + e.getMessage(), e);
                }
            }
        }
        allow();
        limit.share(finished.size() + turns.size(), plan.shards());
        long drawn = turns.stream().mapToLong(ShardRun::draws).sum();
        if (drawn > plan.most()) {
            failure = beyond(drawn + " samples were drawn before");
        }
        wake();
    }

    private RefusedStateException beyond(String drawn) {
        return new RefusedStateException(
                drawn + ", and the run is to end after " + plan.most() + ": resume with a later end");
    }

    private void allow() {
        for (ShardRun<T, R> run : turns) {
            run.allow(team.allowed(run.shard()));
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
        if (phase == Phase.DEALING) {
            phase = team.ending() == Ending.TOGETHER ? Phase.TOGETHER : Phase.RELEASED;
        }
        wake();
    }

    @Override
    public List<ShardSplit> snapshotState(long checkpointId) {
        if (failure != null) { // a checkpoint would lose the shard
            throw new IllegalStateException(failure); // without a sentence of its own: the failure has one
        }
        // Shards that came to their end stay in the state: with another `stop` they may go on.
        List<ShardSplit> splits = new ArrayList<>(finished);
        for (ShardRun<T, R> run : turns) {
            try {
                splits.add(run.snapshot());
            } catch (IOException e) {
                throw new IllegalStateException(run.splitId() + " cannot be saved: " + e.getMessage(), e);
            }
        }
        return splits;
    }

    /** A generator of watermarks may make Flink call this while a sample is emitted. */
    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        turns.pauseOrResume(pause, resume);
        wake();
    }

    // ---- samples

    @Override
    public InputStatus pollNext(ReaderOutput<R> output) throws Exception {
        waiting.poll();
        InputStatus status = draw(output);
        if (status == InputStatus.NOTHING_AVAILABLE && available.isDone()) {
            // A wake from now on completes this future; an earlier one is seen by asking again.
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
        if (failure != null) {
            failUnlessDealing();
            return InputStatus.NOTHING_AVAILABLE;
        }
        budget.begin();
        InputStatus status;
        try {
            status = emitSome(output);
        } catch (Exception | Error e) {
            failure = RefusedStateException.of("resuming", e); // a mux reads what it left behind when activated next
            return draw(output);
        }
        report(status);
        numRecordsIn.inc(budget.records()); // at once: for each record, it is a twentieth of what a record costs
        numBytesIn.inc(budget.bytes());
        return status;
    }

    private void failUnlessDealing() throws Exception {
        if (phase == Phase.DEALING) {
            return;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    private InputStatus emitSome(ReaderOutput<R> output) throws Exception {
        while (!budget.isSpent()) {
            if (!limit.permits(this::wake)) {
                waiting.nothing();
                return InputStatus.NOTHING_AVAILABLE;
            }
            ShardRun<T, R> run = turns.next(team.bound());
            if (run == null) {
                return nothingToDraw(output);
            }
            int before = budget.records();
            // Several where no other shard's come in between.
            int atMost = turns.areOfOne() && limit.isUnlimited() ? Integer.MAX_VALUE : 1;
            PollResult answer = run.emit(atMost, team.bound(), budget, output);
            limit.took(budget.records() - before);
            if (answer == PollResult.END) {
                ended(run, output);
            }
        }
        return InputStatus.MORE_AVAILABLE;
    }

    /** Paced readers depend on this one's reports. */
    private void report(InputStatus status) {
        if (!team.isPaced() || phase == Phase.DEALING) {
            return;
        }
        if (status == InputStatus.NOTHING_AVAILABLE) {
            team.waitsAt(turns.position());
        } else {
            team.isAt(turns.position());
        }
    }

    /** A shard has no more samples. */
    private void ended(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        if (plan.sharesStop()) {
            team.ended(run.shard(), run.draws());
            allow();
        } else if (plan.most() != ShardPlan.UNLIMITED) {
            LOG.warn(Allowances.ENDED_EARLY, run.draws(), plan.most());
        }
        finish(run, output);
    }

    private void finish(ShardRun<T, R> run, ReaderOutput<R> output) throws IOException {
        finished.add(run.snapshot());
        turns.remove(run);
        run.close();
        past = past.plus(run.figures());
        // Also where it never emitted here: Flink made an output when the shard was added, and its watermark would hold
        // back all others.
        output.releaseOutputForSplit(run.splitId());
    }

    private InputStatus nothingToDraw(ReaderOutput<R> output) throws IOException {
        if (turns.anyWaits(team.bound())) {
            waiting.pending();
        } else {
            waiting.nothing();
        }
        if (turns.anyHasRoom()) {
            return InputStatus.NOTHING_AVAILABLE; // they read, are paused, or wait for other readers
        }
        return switch (phase) {
            case DEALING -> {
                // A reader that will get a shard must not look idle until it does: watermarks would pass what it has
                // yet to draw.
                if (context.currentParallelism() > plan.shards()) {
                    output.markIdle();
                }
                yield InputStatus.NOTHING_AVAILABLE;
            }
            case TOGETHER -> {
                // Shards that may yet have to give more stay open. Their watermarks hold no reader back: none is behind
                // the others.
                if (turns.isEmpty()) {
                    output.markIdle();
                }
                team.stopped();
                yield InputStatus.NOTHING_AVAILABLE;
            }
            case RELEASED -> end(output);
        };
    }

    private InputStatus end(ReaderOutput<R> output) throws IOException {
        for (ShardRun<T, R> run : turns) {
            if (run.isBeyond()) {
                throw beyond(run.draws() + " samples were drawn of " + run.splitId() + " before, more than its part");
            }
            finish(run, output);
        }
        if (team.ending() == Ending.TOGETHER) {
            output.markActive(); // an idle reader's last watermark would not be heard
        } else if (plan.sharesStop()) {
            team.stopped();
        }
        return InputStatus.END_OF_INPUT;
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof TeamEvent.DrawBelow below) {
            team.draw(below);
        } else if (event instanceof TeamEvent.ShardEnds ends) {
            team.learn(ends);
            allow();
        } else if (event instanceof TeamEvent.AllEnded) {
            phase = Phase.RELEASED;
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
        List<Closeable> open = new ArrayList<>();
        turns.forEach(run -> open.add(run::close));
        open.add(limit);
        if (ahead != null) {
            open.add(ahead);
        }
        closeAll(open);
    }

    /** The first failure, once all are closed. */
    private static void closeAll(List<Closeable> open) throws IOException {
        IOException failed = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                IOException failure = e instanceof IOException io ? io : new IOException(e);
                if (failed == null) {
                    failed = failure;
                } else {
                    failed.addSuppressed(failure);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
