// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream that gives its items pass after pass, over all of its activations: the least number that no activation has reserved yet, and
 * those below it that were given back.
 *
 * <p>An activation reserves the least free numbers when its turn comes, as many as its quota, so that two activations at the same time read
 * different items. When it closes, it gives back what it did not take. Both are pure functions of the draws, never of the reading.
 */
final class PassedStream {

    /** More than activations leave behind: it would take as many of one stream that are open side by side. */
    private static final int MAX_SPANS = 1 << 20;

    /** How many passes lie before item number 0. */
    private long pass;

    private long next;
    private long[] free = Spans.EMPTY;

    /** Those that are open; not saved, since each saves what it holds. */
    private final List<ReservedItems> open = new ArrayList<>(1);

    /** How many items a pass has. The thread that reads may know it sooner or later; so it is looked at only where a reader has come to an end
     * that made it known. */
    volatile long length = Long.MAX_VALUE;

    /** @param quota how many; {@link Long#MAX_VALUE} reserves the next pass as a whole */
    Reservation reserve(long quota) {
        if (quota == Long.MAX_VALUE) {
            beginPass();
            return Reservation.wholePass(pass++);
        }
        Reservation reserved = next(quota);
        long given = Spans.size(free);
        free = Spans.skip(free, quota);
        next += Math.max(0, quota - given);
        return reserved;
    }

    /** What {@link #reserve} would reserve. */
    Reservation peek(long quota) {
        return quota == Long.MAX_VALUE ? Reservation.wholePass(pass + next) : next(quota);
    }

    private Reservation next(long quota) {
        long[] first = Spans.first(free, quota);
        long fresh = quota - Spans.size(first);
        return new Reservation(pass, fresh == 0 ? first : Spans.union(first, new long[] {next, next + fresh}));
    }

    /** Leaves the passes that quotas have begun: at most as many as items were reserved, since each has at least one. */
    private void beginPass() {
        pass += next;
        next = 0;
        free = Spans.EMPTY;
    }

    /** Gives back what an activation reserved beyond the first {@code taken} items. */
    void release(Reservation reserved, long taken) {
        if (reserved.isWholePass() || reserved.pass() != pass) {
            return;
        }
        long[] all = Spans.union(free, reserved.after(taken));
        int last = all.length - 1;
        if (last > 0 && all[last] == next) {
            next = all[last - 1];
            all = Spans.first(all, Spans.size(all) - (all[last] - all[last - 1]));
        }
        free = all;
    }

    /** Undoes {@link #release}, for an activation that is opened again; without effect where nothing was given back. */
    void retake(Reservation reserved, long taken) {
        if (reserved.isWholePass() || reserved.pass() != pass) {
            return;
        }
        long[] again = reserved.after(taken);
        if (again.length > 0 && again[again.length - 1] > next) {
            free = Spans.union(free, new long[] {next, again[again.length - 1]});
            next = again[again.length - 1];
        }
        free = Spans.minus(free, again);
    }

    void open(ReservedItems activation) {
        open.add(activation);
    }

    void close(ReservedItems activation) {
        open.remove(activation);
    }

    /** All that are open give back what they cannot take. */
    void trim() {
        open.forEach(activation -> activation.trim(length));
    }

    /** Layout: varint pass, varint next, varint number of free spans, and those. */
    void save(StateOut out) throws IOException {
        out.number(pass);
        out.number(next);
        out.number(free.length / 2);
        Spans.save(free, out);
    }

    static PassedStream restore(StateIn in) throws IOException {
        PassedStream stream = new PassedStream();
        stream.pass = in.number();
        stream.next = in.number();
        stream.free = Spans.restore(in.number(MAX_SPANS, "the number of spans of free items"), in);
        return stream;
    }
}
