// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/** What the muxes of a subtask have counted, over all of its keys. Written by one thread; another may read slightly older numbers. */
@Internal
public final class MuxCounts {

    /** Records that were emitted. */
    public long drawn;
    /** Those among them that had been emitted before. */
    public long repeated;
    /** Records of streams that hold no slot, or have weight 0. */
    public long passedBy;
    /** Records that a reservoir did not take into its sample. */
    public long notSampled;
    /** Records that were replaced in a reservoir before they were ever emitted. */
    public long replacedUnseen;
    /** Records that a full fifo dropped. */
    public long dropped;
    /** Records that were kept and never emitted when the activation of their stream was over. */
    public long discarded;
    /** How often a draw had to wait for the stream that it drew. */
    public long waits;
    /** Activations that are over. */
    public long closed;
    /** Streams that were given up because they were silent. */
    public long idle;
    /** Waiting streams that were forgotten because there were too many. */
    public long forgotten;
    /** The age of the record that was emitted last. */
    public long lastAge;

    private long ages;

    void emitted(long age, int repeats) {
        drawn++;
        if (repeats > 0) {
            repeated++;
        }
        ages += age;
        lastAge = age;
    }

    /** The mean age of all records that were emitted. */
    public double meanAge() {
        return drawn == 0 ? 0 : (double) ages / drawn;
    }
}
