// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds the readers that a shard holds open. A stream in turn always gets a permit and keeps it until all of it is read. Streams that are
 * opened early share what those leave free, and one more; the others wait in the order in which their turns will come. Guarded by the
 * {@link ReadMonitor}.
 */
final class FilePermits {

    /** What a feed holds. */
    enum Permit {
        /** Opened early, and waiting for a free permit. */
        WAITING,
        /** Opened early. */
        EARLY,
        IN_TURN,
        /** Given back: all is read, or the feed is closed. */
        RETURNED
    }

    private final long max;
    private final Set<AheadFeed<?>> waiting = new LinkedHashSet<>();
    private long inTurn;
    private long early;

    FilePermits(long maxOpen) {
        max = maxOpen == Long.MAX_VALUE ? maxOpen : maxOpen + 1;
    }

    Permit inTurn() {
        inTurn++;
        return Permit.IN_TURN;
    }

    Permit early(AheadFeed<?> feed) {
        if (waiting.isEmpty() && hasFree()) {
            early++;
            return Permit.EARLY;
        }
        waiting.add(feed);
        return Permit.WAITING;
    }

    /** The turn of a feed has come. */
    Permit adopt(AheadFeed<?> feed, Permit permit) {
        if (permit == Permit.RETURNED || permit == Permit.IN_TURN) {
            return permit;
        }
        leave(feed, permit);
        return inTurn();
    }

    /** Takes a permit back, or its place in the queue. */
    void leave(AheadFeed<?> feed, Permit permit) {
        switch (permit) {
            case WAITING -> waiting.remove(feed);
            case EARLY -> early--;
            case IN_TURN -> inTurn--;
            case RETURNED -> {}
        }
    }

    /** The next waiting feed, to which a free permit goes; null if there is none of either. */
    AheadFeed<?> admit() {
        Iterator<AheadFeed<?>> first = waiting.iterator();
        if (!hasFree() || !first.hasNext()) {
            return null;
        }
        AheadFeed<?> next = first.next();
        first.remove();
        early++;
        return next;
    }

    private boolean hasFree() {
        return inTurn + early < max;
    }
}
