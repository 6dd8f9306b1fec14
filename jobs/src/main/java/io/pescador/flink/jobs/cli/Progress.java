// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.apache.flink.core.execution.JobClient;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells how far a run has got: a line that renews itself every second on a terminal, a line every half minute elsewhere. */
final class Progress implements AutoCloseable {

    private static final long TERMINAL_SECONDS = 1;
    private static final long LOG_SECONDS = 30;

    private final JobClient client;
    private final SampleJob job;
    private final double[] asked;
    private final Terminal terminal;
    private final ScheduledExecutorService clock;
    private long lastSamples;
    private long lastRecords;
    private long lastNanos = System.nanoTime();

    private Progress(JobClient client, SampleJob job, Terminal terminal) {
        this.client = client;
        this.job = job;
        this.terminal = terminal;
        asked = new double[job.plan().tree().leaves().size()];
        Shares.of(job.plan().tree(), 1, 0, asked);
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    static Progress of(JobClient client, SampleJob job, Terminal terminal) {
        Progress progress = new Progress(client, job, terminal);
        long every = terminal.isScreen() ? TERMINAL_SECONDS : LOG_SECONDS;
        progress.clock.scheduleAtFixedRate(progress::tell, every, every, TimeUnit.SECONDS);
        return progress;
    }

    private void tell() {
        try {
            Object counts = client.getAccumulators()
                    .get(TERMINAL_SECONDS, TimeUnit.SECONDS)
                    .get(Tally.NAME);
            if (counts instanceof long[] given) {
                ProgressLine line = line(given);
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

    private ProgressLine line(long[] counts) {
        long records = counts[counts.length - 1];
        long samples = 0;
        for (int i = 0; i < asked.length; i++) {
            samples += counts[i];
        }
        double error = 0;
        for (int i = 0; i < asked.length; i++) {
            error += Math.abs(asked[i] - (double) counts[i] / Math.max(1, samples)) / 2;
        }
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        ProgressLine line = new ProgressLine(
                records,
                job.most(),
                samples,
                job.plan().givesBatches(),
                (samples - lastSamples) / seconds,
                (records - lastRecords) / seconds,
                samples == 0 ? Double.NaN : error);
        lastSamples = samples;
        lastRecords = records;
        lastNanos = now;
        return line;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
