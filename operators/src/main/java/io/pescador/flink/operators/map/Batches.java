// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes batches of records with timestamps: a batch is as late as the latest of its records, and never late for a watermark that passed. */
final class Batches {

    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private Batches() {}

    static long timestamp(StreamRecord<?> record) {
        return record.hasTimestamp() ? record.getTimestamp() : NO_TIMESTAMP;
    }

    static <T, B> StreamRecord<B> batch(
            String step, Streamer.Batcher<T, B> batcher, List<Tuple2<Long, T>> records, long lastWatermark) {
        List<T> samples = new ArrayList<>(records.size());
        long latest = NO_TIMESTAMP;
        for (Tuple2<Long, T> record : records) {
            samples.add(record.f1);
            latest = Math.max(latest, record.f0);
        }
        B batch;
        try {
            batch = batcher.batch(samples);
        } catch (IOException | RuntimeException e) {
            throw new StepException(step, e);
        }
        // A timestamp at the end of time would be beyond every window.
        long last = Math.min(lastWatermark, Long.MAX_VALUE - 2);
        return latest == NO_TIMESTAMP
                ? new StreamRecord<>(batch)
                : new StreamRecord<>(batch, Math.min(Math.max(latest, last + 1), Long.MAX_VALUE - 1));
    }
}
