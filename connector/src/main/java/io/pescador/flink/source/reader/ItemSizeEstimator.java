// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.Weigher;

/**
 * How large an item is, as far as its class tells. Bounds what a poll emits, and what is read ahead where no other weigher is set: that
 * one is made for what is read, and may not know what steps make of it.
 */
final class ItemSizeEstimator implements Weigher {

    private static final long serialVersionUID = 1;

    /** An object with a few fields; also what a sample takes besides its numbers. */
    private static final long OBJECT = 64;

    /** A class of items that are no texts. Threads may overwrite each other's. */
    private transient Class<?> notText;

    @Override
    public long bytes(Object item) {
        if (item instanceof Sample sample) {
            return OBJECT * (1 + sample.size()) + sample.byteSize();
        }
        if (item instanceof NdArray array) {
            return OBJECT + array.byteSize();
        }
        if (item instanceof byte[] bytes) {
            return OBJECT + bytes.length;
        }
        // Asking for an interface that a class does not have is slow: some 30 ns, a quarter of what an integer costs
        // the whole source.
        Class<?> type = item.getClass();
        if (type == notText) {
            return OBJECT;
        }
        if (item instanceof CharSequence text) {
            return OBJECT + 2L * text.length();
        }
        notText = type;
        return OBJECT;
    }
}
