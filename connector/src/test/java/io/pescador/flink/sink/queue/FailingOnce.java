// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.Sample;

import org.apache.flink.streaming.api.datastream.DataStream;

import java.util.concurrent.atomic.AtomicBoolean;

/** A step that fails once in a test, and lets everything by after that. */
public final class FailingOnce {

    private static final AtomicBoolean FAILED = new AtomicBoolean();

    private FailingOnce() {}

    /** Fails after so many records of one task. */
    public static DataStream<Sample> after(DataStream<Sample> batches, int records) {
        FAILED.set(false);
        int[] seen = {0};
        return batches.map(batch -> {
                    if (++seen[0] > records && FAILED.compareAndSet(false, true)) {
                        throw new IllegalStateException("as told");
                    }
                    return batch;
                })
                .returns(Sample.class)
                .uid("failing");
    }

    /** Whether it has, since {@link #after}. */
    public static boolean hasFailed() {
        return FAILED.get();
    }
}
