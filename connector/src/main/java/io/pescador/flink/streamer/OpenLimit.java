// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the readers that a shard holds open. A stream whose turn has come may always open its reader, and counts from that turn until all
 * of it is read; what is opened early gets what these leave free, and one more. Thread-safe.
 */
final class OpenLimit {

    private final long most;
    private final Deque<AheadFeed<?>> waiting = new ArrayDeque<>();
    private long inTurn;
    private long early;

    OpenLimit(long maxOpen) {
        most = maxOpen == Long.MAX_VALUE ? maxOpen : maxOpen + 1;
    }

    /** The turn of a stream has come that has more to be read. */
    synchronized void turn() {
        inTurn++;
    }

    /** The same, of one that was let in early. */
    synchronized void turnOfEarly() {
        inTurn++;
        early--;
    }

    /** Whether a stream may be opened before its turn; if not, it is told when it may try again. */
    synchronized boolean letIn(AheadFeed<?> feed) {
        if (inTurn + early < most) {
            early++;
            return true;
        }
        waiting.add(feed);
        return false;
    }

    /** All of a stream is read. */
    void done(boolean wasEarly) {
        AheadFeed<?> next;
        synchronized (this) {
            if (wasEarly) {
                early--;
            } else {
                inTurn--;
            }
            next = inTurn + early < most ? waiting.poll() : null;
        }
        if (next != null) {
            next.resume();
        }
    }
}
