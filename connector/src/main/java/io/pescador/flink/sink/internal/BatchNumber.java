// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import io.pescador.flink.sink.SinkException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.sink2.SinkWriter;

import java.io.IOException;

/** The number of a batch in the global order, which travels as its record's timestamp. */
@Internal
public final class BatchNumber {

    private BatchNumber() {}

    /**
     * @return the number of the record that is being written, ≥ 0
     * @throws IOException if it has none
     */
    public static long of(SinkWriter.Context context) throws IOException {
        Long timestamp = context.timestamp();
        if (timestamp == null || timestamp < 0) {
            throw new SinkException("a batch without a number (timestamp " + timestamp + "): batches must come from a"
                    + " StreamerSource, whose timestamps number them, and keep their timestamps on the way");
        }
        return timestamp;
    }
}
