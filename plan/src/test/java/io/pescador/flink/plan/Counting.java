// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

/** 0, 1, 2, … for ever: a leaf as an author might write one. */
public final class Counting implements Items<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public ItemReader<Sample> open(long seed, long skip) {
        return new ItemReader<>() {

            private long next = skip;

            @Override
            public Sample read() {
                return Sample.of("value", NdArray.scalar(next++));
            }

            @Override
            public void close() {}
        };
    }
}
