// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

/** 0 to 4: a leaf that ends, although it does not count as finite. */
public final class Ending implements Items<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public ItemReader<Sample> open(long seed, long skip) {
        long[] next = {skip};
        return () -> next[0] < 5 ? Sample.of("value", NdArray.scalar(next[0]++)) : null;
    }
}
