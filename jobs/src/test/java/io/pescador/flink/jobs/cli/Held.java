// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** Counts for ever. Where {@link #HOLD} is set in the environment, readers with an odd seed give nothing. */
public final class Held implements Items<Sample> {

    static final String HOLD = "PESCADOR_TEST_HOLD";

    private static final long serialVersionUID = 1;

    @Override
    public ItemReader<Sample> open(long seed, long skip) {
        boolean held = System.getenv(HOLD) != null && holds(seed);
        return new ItemReader<>() {

            private long next = skip;

            @Override
            public Sample read() throws IOException {
                try {
                    if (held) {
                        new CountDownLatch(1).await();
                    }
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                return Sample.of("value", NdArray.scalar(next++));
            }

            @Override
            public void close() {}
        };
    }

    static boolean holds(long seed) {
        return (seed & 1) == 1;
    }
}
