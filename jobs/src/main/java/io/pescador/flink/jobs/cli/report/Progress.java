// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.count.ShareCounts;
import io.pescador.flink.jobs.cli.count.Tally;
import io.pescador.flink.jobs.cli.count.TargetShares;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.Stop;
import io.pescador.flink.sink.internal.TrainerWait;
import io.pescador.flink.source.metrics.SourceStatistics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.execution.JobClient;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reports how far a run has got: a line that is updated every second on a terminal, a line every half minute elsewhere. */
@Internal
public final class Progress implements AutoCloseable {

    private static final long TERMINAL_SECONDS = 1;
    private static final long LOG_SECONDS = 30;

    /** Looking for the last save lists a directory, maybe a far one. */
    private static final long LOOKED_UP_EVERY_NANOS = 5_000_000_000L;

    private final JobClient client;
    private final SamplePlan plan;
    private final Long most;
    private final StateDirectory state;
    private final boolean resumed;
    private final TargetShares target;
    private final long pool;
    private final Terminal terminal;
    private final ScheduledExecutorService clock;
    private long saved;
    private long savedLookedUp = System.nanoTime() - LOOKED_UP_EVERY_NANOS;
    private long lastSamples;
    private long lastRecords;
    private SourceStatistics last;
    private long lastNanos = System.nanoTime();

    private Progress(
            JobClient client, SamplePlan plan, Long most, StateDirectory state, boolean resumed, Terminal terminal) {
        this.client = client;
        this.plan = plan;
        this.most = most;
        this.state = state;
        this.resumed = resumed;
        this.terminal = terminal;
        target = TargetShares.of(plan.tree());
        pool = plan.tree().leaves().stream()
                .filter(leaf -> !(leaf.input() instanceof Input.Items))
                .count();
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param most samples or batches that the run is to draw, or null
     * @param state where the run is saved, or null
     * @param resumed whether it resumes from there
     */
    public static Progress of(
            JobClient client, SamplePlan plan, Long most, StateDirectory state, boolean resumed, Terminal terminal) {
        Progress progress = new Progress(client, plan, most, state, resumed, terminal);
        long every = terminal.isScreen() ? TERMINAL_SECONDS : LOG_SECONDS;
        progress.clock.scheduleAtFixedRate(progress::tell, every, every, TimeUnit.SECONDS);
        return progress;
    }

    private void tell() {
        try {
            Map<String, Object> all = client.getAccumulators().get(TERMINAL_SECONDS, TimeUnit.SECONDS);
            Optional<SourceStatistics> source = SourceStatistics.in(all);
            if (all.get(Tally.NAME) instanceof ShareCounts counts && source.isPresent()) {
                ProgressLine line = line(counts, source.get());
                if (terminal.isScreen()) {
                    terminal.renew(line.forTerminal());
                } else {
                    terminal.say(line.forLog());
                }
            }
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // The job is starting or ending: there is nothing to tell, and the next second comes.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProgressLine line(ShareCounts counts, SourceStatistics source) {
        long records = counts.records();
        long samples = counts.samples();
        double error = target.error(counts::of, samples);
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        boolean unknown = resumed && last == null; // what came before it was resumed says nothing of its rate
        double readers = 1e9 * seconds * Math.max(1, source.readers());
        ProgressLine line = new ProgressLine(
                records,
                most,
                samples,
                plan.givesBatches(),
                records == 0 ? 0 : counts.epoch() + 1,
                epochs(),
                unknown ? 0 : (samples - lastSamples) / seconds,
                unknown ? 0 : (records - lastRecords) / seconds,
                Math.min(source.open(), plan.maxOpen()), // streams opened early are not drawn from yet
                pool,
                part(source.waitedForReads() - (last == null ? 0 : last.waitedForReads()), readers),
                part(source.waitedForConsumer() - (last == null ? 0 : last.waitedForConsumer()), readers),
                samples == 0 ? Double.NaN : error,
                savedSecondsAgo(),
                TrainerWait.isOn() && records == lastRecords);
        lastSamples = samples;
        lastRecords = records;
        last = source;
        lastNanos = now;
        return line;
    }

    private static double part(long nanos, double of) {
        return Math.min(1, Math.max(0, nanos / of));
    }

    private Long epochs() {
        Stop stop = plan.stop();
        return stop == null || stop.unit() != Stop.Unit.EPOCHS ? null : stop.count();
    }

    private long savedSecondsAgo() {
        if (state == null) {
            return -1;
        }
        if (System.nanoTime() - savedLookedUp >= LOOKED_UP_EVERY_NANOS) {
            savedLookedUp = System.nanoTime();
            try {
                saved = state.lastSaved();
            } catch (IOException e) {
                // A checkpoint was removed meanwhile, or the job will report what is wrong there.
            }
        }
        return saved == 0 ? -1 : Math.max(0, (System.currentTimeMillis() - saved) / 1000);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
