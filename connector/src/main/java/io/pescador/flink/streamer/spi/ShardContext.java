// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all active streams of one shard share: the numbers of activations, the state that outlives them, and the way in which leaves read.
 * Used by the drawing thread; only {@link #wake()} may be called by others.
 */
@Experimental
public final class ShardContext {

    private final Optional<AsyncReads> asyncReads;
    private final Runnable wake;
    private final CarriedState carried = new CarriedState();
    private final Shares shares = new Shares();
    private final SkippedStreams skipped;
    private long seed;
    private long draws;
    private long activations;
    private long empty;
    private int open;

    private ShardContext(Optional<AsyncReads> asyncReads, Runnable wake, Consumer<String> report) {
        this.asyncReads = asyncReads;
        this.wake = wake;
        skipped = new SkippedStreams(report);
    }

    /** A shard whose leaves read in the drawing thread. */
    public static ShardContext direct() {
        return of(ReadStrategy.DIRECT, Long.MAX_VALUE, () -> {}, why -> {});
    }

    /**
     * @param strategy how leaves read
     * @param maxOpen how many readers the tree may hold open; one more is allowed for what is opened early
     * @param wake called, by any thread, when a stream that answered {@link PollResult#PENDING} may have more
     * @param report receives a message about each stream that failed and is left out
     */
    public static ShardContext of(ReadStrategy strategy, long maxOpen, Runnable wake, Consumer<String> report) {
        return new ShardContext(strategy.forShard(maxOpen, wake), wake, report);
    }

    /** The feeds of the leaves; empty if leaves read in the drawing thread. */
    public Optional<AsyncReads> asyncReads() {
        return asyncReads;
    }

    /** Whether streams should be opened before they are drawn, since their leaves read ahead. */
    public boolean readsAhead() {
        return asyncReads.isPresent() && asyncReads.get().ahead();
    }

    /** Asks for another poll of a stream that answered {@link PollResult#PENDING}. */
    public void wake() {
        wake.run();
    }

    void begin(long shardSeed) {
        seed = shardSeed;
    }

    /** The seed of a stream, the same for all of its activations. */
    public long streamSeed(long path) {
        return Seeds.mix(seed, path);
    }

    /** The state that outlives the activations of the whole shard. */
    public CarriedState carried() {
        return carried;
    }

    /** The streams that failed and are left out. */
    @Internal
    public SkippedStreams skippedStreams() {
        return skipped;
    }

    /** How many streams failed and are left out. */
    public int skipped() {
        return skipped.size();
    }

    /** The target and actual shares of the streams of the topmost mux. */
    public Shares shares() {
        return shares;
    }

    /** How many samples the root gave, which is the number of the draw that is under way. */
    public long draws() {
        return draws;
    }

    /** The root gave a sample. */
    @Internal
    public void drew() {
        draws++;
    }

    /** The root gave so many samples before. */
    @Internal
    public void drewBefore(long samples) {
        draws = samples;
    }

    long nextActivation() {
        return activations++;
    }

    /** How many leaf activations have given a sample so far. */
    public long activations() {
        return activations;
    }

    /** An activation of a leaf that reads was opened. */
    public void opened() {
        open++;
    }

    /** An activation of a leaf that reads was closed. */
    public void closed() {
        open--;
    }

    /** How many activations of leaves that read are open, drawn from or opened early. */
    public int open() {
        return open;
    }

    /** A leaf activation ended without a sample. */
    public void endedEmpty() {
        empty++;
    }

    /** How many leaf activations ended without a sample. */
    public long empty() {
        return empty;
    }

    /** Layout: varint activations, varint empty activations, the carried state, the skipped streams. */
    public void save(StateOut out) throws IOException {
        out.number(activations);
        out.number(empty);
        carried.save(out);
        skipped.save(out);
    }

    /** Restores what {@link #save} wrote. */
    public void restore(StateIn in) throws IOException {
        activations = in.number();
        empty = in.number();
        carried.restore(in);
        skipped.restore(in);
    }
}
