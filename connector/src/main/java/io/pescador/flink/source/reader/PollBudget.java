// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

/**
 * What one poll may emit before the task looks at its mailbox again: little enough that checkpoints, pauses and cancelling wait for
 * microseconds only. The record that exceeds it is the last one.
 */
final class PollBudget {

    private static final int RECORDS = 32;

    /** Two of Flink's network buffers. */
    private static final long BYTES = 1 << 16;

    private int records;
    private long bytes;

    /** A poll begins. */
    void begin() {
        records = 0;
        bytes = 0;
    }

    boolean isSpent() {
        return records >= RECORDS || bytes >= BYTES;
    }

    /** A record of so many bytes was emitted. */
    void took(long size) {
        records++;
        bytes += size;
    }

    /** How many were emitted since the poll began. */
    int records() {
        return records;
    }

    /** How many bytes these have, as far as is known. */
    long bytes() {
        return bytes;
    }
}
