// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds the readers that a shard holds open. A stream whose turn has come may always open its reader, and counts from that turn until all
 * of it is read; what is opened early gets what these leave free, and one more. Thread-safe.
 */
final class OpenLimit {

    private final long most;
    /** Those that may not be opened yet and whose turn has not come; in the order in which it will. */
    private final Set<AheadFeed<?>> waiting = new LinkedHashSet<>();

    private long inTurn;
    private long early;

    OpenLimit(long maxOpen) {
        most = maxOpen == Long.MAX_VALUE ? maxOpen : maxOpen + 1;
    }

    /** The turn of a stream has come that has more to be read. */
    synchronized void turn(AheadFeed<?> feed) {
        inTurn++;
        waiting.remove(feed);
    }

    /** The same, of one that was let in early. */
    synchronized void turnOfEarly() {
        inTurn++;
        early--;
    }

    /** Whether a stream may be opened before its turn; if not, it is {@linkplain AheadFeed#admitted told} when it may. */
    synchronized boolean letIn(AheadFeed<?> feed) {
        if (waiting.isEmpty() && inTurn + early < most) {
            early++;
            return true;
        }
        waiting.add(feed);
        return false;
    }

    /** A stream that waits will not be opened. */
    synchronized void gaveUp(AheadFeed<?> feed) {
        waiting.remove(feed);
    }

    /** All of a stream is read. */
    void done(boolean wasEarly) {
        List<AheadFeed<?>> next = new ArrayList<>();
        synchronized (this) {
            if (wasEarly) {
                early--;
            } else {
                inTurn--;
            }
            Iterator<AheadFeed<?>> first = waiting.iterator();
            while (inTurn + early < most && first.hasNext()) {
                early++; // kept for it, so that nobody whose turn is later goes first
                next.add(first.next());
                first.remove();
            }
        }
        next.forEach(AheadFeed::admitted);
    }
}
