// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.records.RecordStore;

/** A stream's buffer and its records. */
final class BufferedStream<T> {

    final StreamBuffer buffer;
    final RecordStore<T> records;

    /** Whether it differs from what was saved last. */
    boolean changed;

    BufferedStream(StreamBuffer buffer, RecordStore<T> records) {
        this.buffer = buffer;
        this.records = records;
    }
}
