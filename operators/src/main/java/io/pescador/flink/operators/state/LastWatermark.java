// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * The last watermark that passed an operator which holds records back: none of them may leave as if it had not passed. It is saved along
 * with the held records: after a failure the next watermark may take long to arrive, and windows downstream that had fired would fire again
 * for a record with an old time.
 *
 * <p>Saved as broadcast state, though each subtask has a watermark of its own. So a subtask gets its own back, and at another parallelism
 * that of some other subtask. That suffices, since windows are never ahead of any watermark they receive. As a union list, with the least
 * of all, it would stop all checkpoints from the end of one subtask to the end of the last, which Flink does not allow of such a state. At
 * the end of time, only the watermark that passed before it is saved: a job resumed after it was drained gets records again.
 */
@Internal
public final class LastWatermark {

    private final SavedNumber state;
    private long last = Long.MIN_VALUE;
    private long lastToSave = Long.MIN_VALUE;

    private LastWatermark(SavedNumber state) {
        this.state = state;
    }

    /** The one that state has, if any. */
    public static LastWatermark restore(OperatorStateStore store) throws Exception {
        LastWatermark mark = new LastWatermark(SavedNumber.of(store, "watermark"));
        mark.last = mark.state.read(Long.MIN_VALUE, "the saved watermark");
        mark.lastToSave = mark.last;
        return mark;
    }

    public void passed(Watermark mark) {
        last = mark.getTimestamp();
        if (last != Long.MAX_VALUE) {
            lastToSave = last;
        }
    }

    /** To be called when the operator is saved. */
    public void save() throws Exception {
        if (lastToSave != Long.MIN_VALUE) {
            state.write(lastToSave);
        }
    }

    /**
     * When a record of this time may leave: not before the last watermark, so that no window finds it late, and not at the end of time,
     * where no window is.
     */
    public long delay(long timestamp) {
        return delay(timestamp, last);
    }

    /** The same, as it will be once the state saved now is restored. */
    public long delayWhenRestored(long timestamp) {
        return delay(timestamp, lastToSave);
    }

    private static long delay(long timestamp, long last) {
        long first = last < Long.MAX_VALUE - 1 ? last + 1 : Long.MAX_VALUE - 1;
        return Math.min(Math.max(timestamp, first), Long.MAX_VALUE - 1);
    }
}
