// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * What all active streams of one shard share: the numbering of activations, where rotating leaves go on, and the reading ahead. Used by
 * the thread that draws; only {@link #wake()} may be called by others.
 */
public final class Session {

    private final Reads reads;
    private final Runnable wake;
    private final Rotation rotation = new Rotation();
    private long activations;

    private Session(Reads reads, Runnable wake) {
        this.reads = reads;
        this.wake = wake;
    }

    /** Everything is read by the thread that draws, when it is drawn. */
    public static Session direct() {
        return new Session(Reads.DIRECT, () -> {});
    }

    /**
     * @param reads how leaves read
     * @param wake called, by any thread, when a stream that answered {@link Poll#PENDING} may have more to say
     */
    public static Session of(Reads reads, Runnable wake) {
        return new Session(reads, wake);
    }

    Reads reads() {
        return reads;
    }

    /** Whether streams should be opened before they are drawn, since their leaves read ahead. */
    public boolean readsAhead() {
        return reads.ahead();
    }

    Rotation rotation() {
        return rotation;
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

    public void save(StateOut out) throws IOException {
        out.number(activations);
        rotation.save(out);
    }

    public void restore(StateIn in) throws IOException {
        activations = in.number();
        rotation.restore(in);
    }
}
