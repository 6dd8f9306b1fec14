// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often a shard was woken, so that its reader need not ask a shard again that had nothing and was not woken since. Thread-safe.
 */
final class WakeCount implements Runnable {

    private final AtomicLong count = new AtomicLong();
    private final Runnable reader;

    /** @param reader wakes the reader */
    WakeCount(Runnable reader) {
        this.reader = reader;
    }

    @Override
    public void run() {
        count.incrementAndGet(); // before the reader looks
        reader.run();
    }

    long get() {
        return count.get();
    }
}
