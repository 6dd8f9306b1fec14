// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.format.text.LineReader;
import io.pescador.flink.plan.spec.LiveRecord;
import io.pescador.flink.plan.spec.LiveRule;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads standard input in a thread of its own, since nothing can interrupt a read that waits for the writer. When the job ends, a thread
 * that waits is left behind; it keeps no process alive.
 */
final class StandardInputReader implements SourceReader<LiveRecord, WholeInput> {

    /** Lines that are read ahead. */
    private static final int AHEAD = 4096;

    /** A record, a failure, or with neither the end. */
    private record Arrival(LiveRecord record, IOException failure) {}

    private final LiveRule rule;
    private final Counter read;
    private final FutureCompletingBlockingQueue<Arrival> arrivals = new FutureCompletingBlockingQueue<>(AHEAD);
    private Thread thread;

    /**
     * Thrown when it is polled, and not before the word that there are no more splits has come: an event that finds its task failed is what Flink
     * reports instead.
     */
    private IOException failure;

    private boolean noMoreSplits;

    /** @param read counts lines */
    StandardInputReader(LiveRule rule, Counter read) {
        this.rule = rule;
        this.read = read;
    }

    @Override
    public void start() {}

    @Override
    public void addSplits(List<WholeInput> splits) {
        InputStream in = StandardInput.get();
        thread = new Thread(() -> read(in), "standard input");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream in) {
        try {
            LineReader lines = LineReader.of(in, StandardInput.NAME);
            Arrival arrival;
            do {
                arrival = next(lines);
                arrivals.put(0, arrival);
            } while (arrival.record != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the job is over
        }
    }

    private Arrival next(LineReader lines) {
        try {
            while (lines.next()) {
                if (!lines.blank()) {
                    ByteBuffer line = ByteBuffer.wrap(lines.bytes(), lines.start(), lines.length());
                    return new Arrival(rule.read(line, StandardInput.NAME, lines.line()), null);
                }
            }
            return new Arrival(null, null);
        } catch (IOException e) {
            return new Arrival(null, e);
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<LiveRecord> output) throws IOException {
        if (failure != null && noMoreSplits) {
            throw failure;
        }
        Arrival arrival = arrivals.poll();
        if (arrival == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (arrival.failure != null) {
            failure = arrival.failure;
            return InputStatus.MORE_AVAILABLE;
        }
        if (arrival.record == null) {
            return InputStatus.END_OF_INPUT;
        }
        read.inc();
        output.collect(arrival.record);
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return arrivals.getAvailabilityFuture();
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        arrivals.notifyAvailable();
    }

    @Override
    public List<WholeInput> snapshotState(long checkpoint) {
        return List.of(new WholeInput());
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
