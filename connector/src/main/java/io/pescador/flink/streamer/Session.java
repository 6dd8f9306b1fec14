// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * What all active streams of one shard share: the numbering of activations, what lasts at each place of the tree, and the reading ahead. Used by
 * the thread that draws; only {@link #wake()} may be called by others.
 */
public final class Session {

    private final Reads reads;
    private final Runnable wake;
    private final OpenLimit openLimit;
    private final Places places = new Places(this);
    private final Shares shares = new Shares();
    private final Dropped dropped;
    private long activations;
    private long empty;
    private int open;

    private Session(Reads reads, Runnable wake, long maxOpen, Consumer<String> report) {
        this.reads = reads;
        this.wake = wake;
        openLimit = new OpenLimit(maxOpen);
        dropped = new Dropped(report);
    }

    /** Everything is read by the thread that draws, when it is drawn. */
    public static Session direct() {
        return new Session(Reads.DIRECT, () -> {}, Long.MAX_VALUE, why -> {});
    }

    /**
     * @param reads how leaves read
     * @param maxOpen how many readers the tree may hold open; one more is allowed for what is opened early
     * @param wake called, by any thread, when a stream that answered {@link Poll#PENDING} may have more to say
     * @param report is told, in words, of each stream that fails and is left out
     */
    public static Session of(Reads reads, long maxOpen, Runnable wake, Consumer<String> report) {
        return new Session(reads, wake, maxOpen, report);
    }

    Reads reads() {
        return reads;
    }

    /** Whether streams should be opened before they are drawn, since their leaves read ahead. */
    public boolean readsAhead() {
        return reads.ahead();
    }

    OpenLimit openLimit() {
        return openLimit;
    }

    Places places() {
        return places;
    }

    Dropped dropped() {
        return dropped;
    }

    /** How many streams failed and were left out. */
    public int skipped() {
        return dropped.size();
    }

    /** What the streams of the topmost mux were to give, and what they gave. */
    public Shares shares() {
        return shares;
    }

    long nextActivation() {
        return activations++;
    }

    /** Says that a stream that answered {@link Poll#PENDING} should be asked again. */
    public void wake() {
        wake.run();
    }

    /** How many leaf activations have given a sample so far. */
    public long activations() {
        return activations;
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    /** How many activations of leaves that read are open: drawn from, or made ready. */
    public int open() {
        return open;
    }

    /** A leaf activation came to its end without a sample. */
    void endedEmpty() {
        empty++;
    }

    /** How many leaf activations have come to their end without a sample. */
    public long empty() {
        return empty;
    }

    public void save(StateOut out) throws IOException {
        out.number(activations);
        out.number(empty);
        places.save(out);
        dropped.save(out);
    }

    public void restore(StateIn in) throws IOException {
        activations = in.number();
        empty = in.number();
        places.restore(in);
        dropped.restore(in);
    }
}
