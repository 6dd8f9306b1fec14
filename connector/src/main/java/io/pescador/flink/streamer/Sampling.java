// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.spi.ShardContext;
import io.pescador.flink.streamer.spi.Shares;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * One shard of a plan on its way: draws samples one after the other, can be saved at any moment, and goes on from what was saved as if it
 * had never stopped. The loop inside the Flink source is this one; without Flink it serves tests and small programs.
 *
 * <p>Used by one thread.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class Sampling<T> implements Closeable {

    /** Version of the layout that {@link #save()} writes, and of the algorithms that it belongs to. */
    public static final int VERSION = 1;

    private final ShardContext context;
    private final Semaphore woken;
    private final ActiveStream<T> stream;

    private Sampling(Streamer<T> streamer, long seed, int shard, StateIn state, ShardContext context, Semaphore woken)
            throws IOException {
        this.context = context;
        this.woken = woken;
        if (state != null) {
            int version = state.number(Integer.MAX_VALUE, "the version");
            if (version != VERSION) {
                throw new StateException(
                        "the saved state is of version " + version + "; this program reads version " + VERSION);
            }
            context.drewBefore(state.number());
            context.restore(state);
        }
        stream = streamer.activate(ActivationContext.root(Seeds.mix(seed, shard), state, context));
        if (state != null) {
            state.end();
        }
    }

    /** Starts shard 0 of 1, reading in the thread that draws. */
    public static <T> Sampling<T> start(Streamer<T> streamer, long seed) {
        try {
            return direct(streamer, seed, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Goes on from what {@link #save()} gave, under the same streamer and seed.
     *
     * @throws StateException if {@code state} is damaged, or belongs to another streamer
     */
    public static <T> Sampling<T> resume(Streamer<T> streamer, long seed, byte[] state) throws IOException {
        return direct(streamer, seed, state);
    }

    /** {@link #open(Streamer, long, int, byte[], ReadStrategy, Runnable, Consumer)}, without a listener for what is left out. */
    public static <T> Sampling<T> open(
            Streamer<T> streamer, long seed, int shard, byte[] state, ReadStrategy reads, Runnable wake)
            throws IOException {
        return open(streamer, seed, shard, state, reads, wake, why -> {});
    }

    /**
     * Starts or resumes a shard.
     *
     * @param streamer the shard's part of the plan: {@link Streamer#cut}
     * @param seed seed of the plan
     * @param shard number of the shard
     * @param state what {@link #save()} gave, or null for a fresh start
     * @param reads how leaves read
     * @param wake called, by any thread, when a {@link #poll()} that answered {@link PollResult#PENDING} should be repeated
     * @param report receives a message about each stream that fails and is left out
     */
    public static <T> Sampling<T> open(
            Streamer<T> streamer,
            long seed,
            int shard,
            byte[] state,
            ReadStrategy reads,
            Runnable wake,
            Consumer<String> report)
            throws IOException {
        return new Sampling<>(
                streamer, seed, shard, opened(state), ShardContext.of(reads, streamer.maxOpen(), wake, report), null);
    }

    private static <T> Sampling<T> direct(Streamer<T> streamer, long seed, byte[] state) throws IOException {
        Semaphore woken = new Semaphore(0);
        ShardContext context = ShardContext.of(ReadStrategy.DIRECT, streamer.maxOpen(), woken::release, why -> {});
        return new Sampling<>(streamer, seed, 0, opened(state), context, woken);
    }

    private static StateIn opened(byte[] state) throws DamagedStateException {
        return state == null ? null : new StateIn(Seal.open(state, "the saved state"));
    }

    /** Moves on to the next sample, without blocking where leaves read ahead. */
    public PollResult poll() throws IOException {
        PollResult answer = stream.poll();
        if (answer == PollResult.ITEM) {
            context.drew();
        }
        return answer;
    }

    /** The sample that the last {@link #poll()} moved to. */
    public T sample() {
        return stream.item();
    }

    /** Where {@link #sample()} came from. */
    public void locate(Trace trace) {
        trace.clear();
        stream.locate(trace);
    }

    /** How many samples were drawn; the last one has the number {@code draws() - 1}. */
    public long draws() {
        return context.draws();
    }

    /** What the streams of the topmost mux were to give, and what they gave since this was opened. */
    public Shares shares() {
        return context.shares();
    }

    /** How many streams failed and were left out. */
    public int skipped() {
        return context.skipped();
    }

    /** How many activations of leaves have given a sample. */
    public long activations() {
        return context.activations();
    }

    /** How many activations of leaves that read are open: drawn from, or made ready. */
    public int open() {
        return context.open();
    }

    /** How many activations of leaves came to their end without a sample. */
    public long empty() {
        return context.empty();
    }

    /**
     * All that is needed to go on from here. Layout: varint version, varint draws, varint activations, varint empty activations,
     * varint number of leaves that go on from one activation to the next (each 8 bytes path, varint pass, varint next item, varint
     * number of free spans, those), varint number of ledgers (each 8 bytes path, a string of bytes), varint number of dropped streams
     * (8 bytes path each), then the tree as {@link StateOut} says; all of it {@link Seal sealed}.
     */
    public byte[] save() throws IOException {
        StateOut out = new StateOut();
        out.number(VERSION);
        out.number(context.draws());
        context.save(out);
        stream.save(out);
        return Seal.seal(out.toByteArray());
    }

    /**
     * The samples that follow, {@code maxIter} at most; waits where one is not there yet. An {@link IOException} comes out as an
     * {@link UncheckedIOException}. Only for a sampling that this class opened itself.
     */
    public Iterator<T> iterator(long maxIter) {
        return new Iterator<>() {

            private long left = maxIter;
            private boolean ready;

            @Override
            public boolean hasNext() {
                if (!ready && left > 0) {
                    ready = await();
                    left = ready ? left - 1 : 0;
                }
                return ready;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                ready = false;
                return sample();
            }
        };
    }

    private boolean await() {
        try {
            while (true) {
                PollResult answer = poll();
                if (answer != PollResult.PENDING) {
                    return answer == PollResult.ITEM;
                }
                woken.acquireUninterruptibly();
                woken.drainPermits();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
