// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.AsyncReads;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.Optional;

/** Activates leaves, in the way in which their shard reads. */
@Experimental
public final class Leaves {

    private Leaves() {}

    /** A leaf each of whose activations starts with the first item. */
    public static <T> ActiveStream<T> activate(LeafSource<T> source, ActivationContext context) throws IOException {
        Optional<AsyncReads> reads = context.shard().asyncReads();
        return reads.isPresent() ? AsyncLeaf.of(reads.get(), source, context) : DirectLeaf.of(source, context);
    }

    /** A leaf each of whose activations goes on where the last one stopped, from pass to pass. */
    public static <T> ActiveStream<T> activatePasses(PassSource<T> source, ActivationContext context)
            throws IOException {
        Optional<AsyncReads> reads = context.shard().asyncReads();
        return reads.isPresent() ? AsyncLeaf.of(reads.get(), source, context) : new PassLeaf<>(source, context);
    }

    /** A leaf of items in memory; the array is not copied. */
    public static <T> ActiveStream<T> ofMemory(Object[] items, ActivationContext context) throws IOException {
        return new MemoryLeaf<>(items, context);
    }
}
