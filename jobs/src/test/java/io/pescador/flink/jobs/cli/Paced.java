// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import java.io.InterruptedIOException;

/** Counts for ever; where {@link #MILLIS} is set in the environment, with a pause before each number. */
public final class Paced implements Items<Sample> {

    static final String MILLIS = "PESCADOR_TEST_PAUSE";

    private static final long serialVersionUID = 1;

    @Override
    public ItemReader<Sample> open(long seed, long skip) {
        String millis = System.getenv(MILLIS);
        return new ItemReader<>() {

            private long next = skip;

            @Override
            public Sample read() throws InterruptedIOException {
                if (millis != null) {
                    try {
                        Thread.sleep(Long.parseLong(millis));
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }
                return Sample.of("value", NdArray.scalar(next++));
            }

            @Override
            public void close() {}
        };
    }
}
