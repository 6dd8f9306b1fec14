// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.LastWatermark;
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
            String step, Streamer.Batcher<T, B> batcher, List<Tuple2<Long, T>> records, LastWatermark lastWatermark) {
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
        return latest == NO_TIMESTAMP
                ? new StreamRecord<>(batch)
                : new StreamRecord<>(batch, lastWatermark.delay(latest));
    }

    /** A waiting record as it is saved, with the time that it would have if it left right after a restore. */
    static <T> Tuple2<Long, T> toSave(Tuple2<Long, T> record, LastWatermark lastWatermark) {
        return record.f0 == NO_TIMESTAMP ? record : Tuple2.of(lastWatermark.delayWhenRestored(record.f0), record.f1);
    }
}
