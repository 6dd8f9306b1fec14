// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.LogFile;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.failure.Failure;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.FlowSummary;
import io.pescador.flink.jobs.flow.FlowCounts;
import io.pescador.flink.jobs.flow.FlowMux;
import io.pescador.flink.plan.FlowKey;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A mux of lines on its way, from its start to its summary. */
@Internal
public final class MuxRun {

    /** Whoever presses Ctrl-C does not wait longer than this. */
    private static final long DRAINED_WITHIN_SECONDS = 20;

    private final FlowMux mux;
    private final Sink<String> sink;
    private final boolean finishes;
    private final String output;
    private final Terminal terminal;

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
            terminal.say(mux.plan().file() + ": " + inWordsOfPlans(e.getMessage()));
            return Exit.WRONG;
        }
        long start = System.nanoTime();
        JobClient client = env.executeAsync("pescador mux " + mux.plan().file());
        ClusterJob there = FlinkEnvironment.ofCluster()
                ? new ClusterJob(env, client, mux.plan().file(), null)
                : null;
        if (ClusterJob.isDetached()) {
            there.tellSubmitted(terminal);
            return Exit.DONE;
        }
        Thread interrupted = new Thread(() -> {
            if (there == null) {
                interrupt(client, start);
            } else {
                there.interrupted(terminal);
            }
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            JobExecutionResult result = client.getJobExecutionResult().get();
            SampleRun.stopListening(interrupted);
            summary(result, start);
            return Exit.DONE;
        } catch (ExecutionException e) {
            SampleRun.stopListening(interrupted);
            return ended(e, start);
        }
    }

    private void summary(JobExecutionResult result, long start) {
        FlowCounts read = result.getAccumulatorResult(FlowMux.READ);
        FlowCounts given = result.getAccumulatorResult(FlowMux.GIVEN);
        new FlowSummary(read, given)
                .lines(mux.plan().file(), mux.seed(), seconds(start))
                .forEach(terminal::say);
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
            // Flink ends a job that way, as if its input had ended, only with a savepoint; nobody needs that.
            Path needless = Files.createTempDirectory("pescador-");
            client.stopWithSavepoint(true, needless.toUri().toString(), SavepointFormatType.NATIVE)
                    .get(DRAINED_WITHIN_SECONDS, TimeUnit.SECONDS);
            JobExecutionResult result = client.getJobExecutionResult().get(DRAINED_WITHIN_SECONDS, TimeUnit.SECONDS);
            FileUtils.deleteDirectoryQuietly(needless.toFile());
            terminal.say("interrupted: what waited in the mux is given");
            summary(result, start);
        } catch (ExecutionException | TimeoutException | IOException e) {
            terminal.say("interrupted, and what waited in the mux is gone: " + Failure.told(e) + LogFile.hint());
            client.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int ended(ExecutionException e, long start) {
        if (Failure.isReaderGone(e)) {
            return Exit.DONE; // it had enough
        }
        if (Failure.isEnough(e)) {
            terminal.say(FlowSummary.head(mux.plan().file(), Failure.told(e), mux.seed(), seconds(start)));
            return Exit.DONE;
        }
        terminal.say(mux.plan().file() + ": " + inWordsOfPlans(Failure.ofJob(e, output, null)) + LogFile.hint());
        return Exit.FAILED;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Messages of the keyed mux speak of its methods, {@code maxStreams}; a plan has keys, {@code max_streams}. */
    private static String inWordsOfPlans(String message) {
        String words = message;
        for (FlowKey key : FlowKey.values()) {
            StringBuilder method = new StringBuilder();
            for (char letter : key.word().toCharArray()) {
                boolean begins = !method.isEmpty() && method.charAt(method.length() - 1) == '_';
                if (begins) {
                    method.setLength(method.length() - 1);
                }
                method.append(begins ? Character.toUpperCase(letter) : letter);
            }
            words = words.replaceAll("\\b" + method + "\\b", key.word());
        }
        return words;
    }
}
