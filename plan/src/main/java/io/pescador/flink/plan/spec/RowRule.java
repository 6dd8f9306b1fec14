// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.RowsStreamer;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * In which order the rows of a leaf are given, and how often.
 *
 * @param order null for the default of what is read
 * @param maxEpochs after how many passes a stream has no more; null for no limit
 */
@Internal
public record RowRule(RowOrder order, Long maxEpochs) implements Serializable {

    /** The rows as a stream. */
    public Streamer<Sample> stream(Rows<Sample> rows, RowOrder byDefault) {
        RowsStreamer<Sample> stream = Streamer.rows(rows, orderOr(byDefault));
        return maxEpochs == null ? stream : stream.maxEpochs(maxEpochs);
    }

    public RowOrder orderOr(RowOrder byDefault) {
        return order == null ? byDefault : order;
    }

    /** Whether the plan says anything of rows. */
    public boolean isSaid() {
        return order != null || maxEpochs != null;
    }
}
