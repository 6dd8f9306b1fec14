// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

/** Runs reads in threads of its own. It never calls back while it holds a lock, so it may be called under one. */
interface ReadExecutor extends AutoCloseable {

    /**
     * Queues a read.
     *
     * @param urgent whether the drawing thread waits for it: such reads go before all others
     */
    void execute(Runnable read, boolean urgent);

    /** Drops what is queued and interrupts what is running. */
    @Override
    void close();
}
