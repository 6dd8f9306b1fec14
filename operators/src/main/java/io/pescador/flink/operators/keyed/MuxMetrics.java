// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What a keyed mux counts, per subtask and over all of its keys, in the group {@code mux} of its operator. */
final class MuxMetrics {

    /** Records that were given. */
    final Counter drawn;
    /** Those among them that had been given before. */
    final Counter repeated;
    /** Records of streams that hold no slot, or have weight 0. */
    final Counter passedBy;
    /** Records that a reservoir did not take into its sample. */
    final Counter notSampled;
    /** Records that left a reservoir for another before they were ever given. */
    final Counter replacedUnseen;
    /** Records that a full fifo let go. */
    final Counter dropped;
    /** Records that were kept and never given when the activation of their stream was over. */
    final Counter discarded;
    /** How often a draw had to wait for the stream that it drew. */
    final Counter waits;
    /** Activations that are over. */
    final Counter closed;
    /** Streams that were given up because they were silent. */
    final Counter idle;
    /** Waiting streams that were forgotten because there were too many. */
    final Counter forgotten;

    private long ages;
    private long lastAge;

    MuxMetrics(MetricGroup operator) {
        MetricGroup group = operator.addGroup("mux");
        drawn = group.counter("drawn");
        repeated = group.counter("repeated");
        passedBy = group.counter("passedBy");
        notSampled = group.counter("notSampled");
        replacedUnseen = group.counter("replacedUnseen");
        dropped = group.counter("dropped");
        discarded = group.counter("discarded");
        waits = group.counter("waits");
        closed = group.counter("closed");
        idle = group.counter("idle");
        forgotten = group.counter("forgotten");
        group.gauge("lastAge", () -> lastAge);
        group.gauge("meanAge", () -> drawn.getCount() == 0 ? 0 : (double) ages / drawn.getCount());
    }

    void gave(long age, int repeats) {
        drawn.inc();
        if (repeats > 0) {
            repeated.inc();
        }
        ages += age;
        lastAge = age;
    }
}
