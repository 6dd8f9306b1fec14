// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.LogFile;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.failure.JobFailure;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.FlowSummary;
import io.pescador.flink.jobs.cli.report.HoldUp;
import io.pescador.flink.jobs.flow.FlowCounts;
import io.pescador.flink.jobs.flow.FlowMux;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A mux of lines on its way, from its start to its summary. */
@Internal
public final class MuxRun {

    /** The longest wait after Ctrl-C. */
    private static final long DRAINED_WITHIN_SECONDS = 20;

    private static final long WATCH_SECONDS = 5;

    private final FlowMux mux;
    private final Sink<String> sink;
    private final boolean finishes;
    private final String output;
    private final Terminal terminal;
    private final AtomicBoolean heldUp = new AtomicBoolean();

    /** @param output where {@code sink} writes to */
    public MuxRun(FlowMux mux, Sink<String> sink, Output output, Terminal terminal) {
        this.mux = mux;
        this.sink = sink;
        finishes = !output.toStandardOutput(); // files need their end
        this.output = output.toString();
        this.terminal = terminal;
    }

    /** @return the exit code */
    public int in(StreamExecutionEnvironment env) throws Exception {
        try {
            mux.addTo(env).sinkTo(sink).setParallelism(1).name("write").uid("write");
        } catch (IllegalArgumentException e) {
            terminal.say(mux.plan().file() + ": " + e.getMessage());
            return Exit.WRONG;
        }
        long start = System.nanoTime();
        RunningJob running = RunningJob.submit(env, "pescador mux", mux.plan().file(), null, terminal);
        if (running.isLeftAlone()) {
            return Exit.DONE;
        }
        ScheduledExecutorService watch = watch(running.client());
        try {
            summary(running.await(() -> interrupt(running.client(), start), watch::shutdownNow), start);
            return Exit.DONE;
        } catch (ExecutionException e) {
            return ended(new JobFailure(e), start);
        }
    }

    private void summary(JobExecutionResult result, long start) {
        FlowCounts read = result.getAccumulatorResult(FlowMux.READ);
        FlowCounts given = result.getAccumulatorResult(FlowMux.GIVEN);
        new FlowSummary(read, given)
                .lines(mux.plan().file(), mux.seed(), seconds(start))
                .forEach(terminal::say);
        HoldUp.of(mux.plan(), read, given)
                .filter(line -> !heldUp.getAndSet(true))
                .ifPresent(terminal::say);
    }

    /** Says once, while lines come, that the mux gives little of them. */
    private ScheduledExecutorService watch(JobClient client) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(() -> look(client), WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        return clock;
    }

    private void look(JobClient client) {
        try {
            Map<String, Object> all = client.getAccumulators().get(WATCH_SECONDS, TimeUnit.SECONDS);
            if (!heldUp.get()
                    && all.get(FlowMux.READ) instanceof FlowCounts read
                    && all.get(FlowMux.GIVEN) instanceof FlowCounts given) {
                HoldUp.of(mux.plan(), read, given).ifPresent(line -> {
                    heldUp.set(true);
                    terminal.say(line);
                });
            }
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // The job is starting or ending.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A file gets what waits, and its name. On standard output nothing more is given: who pressed Ctrl-C has interrupted the reader too, or
     * does not want to see thousands of lines.
     */
    private void interrupt(JobClient client, long start) {
        if (!finishes) {
            terminal.say("interrupted. What waited in the mux is gone");
            client.cancel();
            return;
        }
        try {
            // Flink ends a job that way, as if its input had ended, only with a savepoint, which is thrown away.
            Path needless = Files.createTempDirectory("pescador-");
            client.stopWithSavepoint(true, needless.toUri().toString(), SavepointFormatType.NATIVE)
                    .get(DRAINED_WITHIN_SECONDS, TimeUnit.SECONDS);
            JobExecutionResult result = client.getJobExecutionResult().get(DRAINED_WITHIN_SECONDS, TimeUnit.SECONDS);
            FileUtils.deleteDirectoryQuietly(needless.toFile());
            terminal.say("interrupted: what waited in the mux is given");
            summary(result, start);
        } catch (ExecutionException | TimeoutException | IOException e) {
            terminal.say(
                    "interrupted, and what waited in the mux is gone: " + new JobFailure(e).line() + LogFile.hint());
            client.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int ended(JobFailure failure, long start) {
        if (failure.isReaderGone()) {
            return Exit.DONE; // it had enough
        }
        if (failure.isEnough()) {
            terminal.say(FlowSummary.head(mux.plan().file(), failure.line(), mux.seed(), seconds(start)));
            return Exit.DONE;
        }
        terminal.say(mux.plan().file() + ": " + failure.line(output, null) + LogFile.hint());
        return Exit.FAILED;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
