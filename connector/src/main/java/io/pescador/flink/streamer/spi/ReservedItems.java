// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;

/**
 * What one activation of a leaf has reserved of its stream, while it is open. Used by the drawing thread, but for
 * {@link #lengthIs}, which is for the thread that reads.
 */
@Experimental
public final class ReservedItems {

    private final PassedStream stream;
    private final long quota;
    private Reservation reserved;

    /** Until the turn of an activation that was opened early has come, nothing is reserved for it. */
    private boolean expected;

    ReservedItems(PassedStream stream, long quota, Reservation reserved, boolean expected) {
        this.stream = stream;
        this.quota = quota;
        this.reserved = reserved;
        this.expected = expected;
    }

    /** The items to give. */
    public Reservation get() {
        return reserved;
    }

    /** How many items a pass has. The reader says so at the latest when it comes to its end before all that is reserved was read. */
    public void lengthIs(long items) {
        stream.length = items;
    }

    /**
     * The turn of an activation that was opened early has come.
     *
     * @return whether what it expected is what is reserved now
     */
    public boolean adopt() {
        Reservation foreseen = reserved;
        reserved = stream.reserve(quota);
        stream.open(this);
        expected = false;
        return reserved.equals(foreseen);
    }

    /**
     * Looks for more items when the reader has come to its end. There may be some in two cases: below a filter an activation takes more
     * than its quota; and where a stream's last pass ends, there may be items below that end which another activation had reserved, and
     * cannot take, since it gives no more than a pass has.
     *
     * @param taken how many were taken so far
     * @return whether {@link #get()} has others now
     */
    public boolean extend(long taken) {
        if (expected || reserved.isWholePass() || reserved.size() == 0) {
            return false;
        }
        if (taken == reserved.size()) {
            return reserve(taken, quota);
        }
        if (taken >= stream.length) {
            return false;
        }
        stream.trim();
        Reservation before = reserved;
        stream.release(before, taken);
        return reserve(taken, before.size() - taken) && !reserved.equals(before);
    }

    /** Reserves others in place of what was not taken. */
    private boolean reserve(long taken, long count) {
        Reservation more = stream.reserve(count);
        boolean follows =
                more.pass() == reserved.pass(); // it does not if a whole pass of the stream was taken in between
        if (!follows) {
            stream.release(more, 0);
        }
        reserved = follows ? reserved.first(taken).then(more) : reserved.first(taken);
        return follows;
    }

    /** Gives back all but the first {@code taken} items; to be called when the activation closes. */
    public void release(long taken) {
        if (!expected) {
            stream.close(this);
            stream.release(reserved, taken);
        }
        reserved = Reservation.NONE; // so that state saved from now on holds nothing to give back
    }

    /** Gives back what the activation cannot take. */
    void trim(long length) {
        if (!reserved.isWholePass() && reserved.size() > length) {
            stream.release(reserved, length);
            reserved = reserved.first(length);
        }
    }

    /** Writes what is reserved; an activation that reserves nothing writes the number 0 in its place. */
    public void save(StateOut out) throws IOException {
        reserved.save(out);
    }
}
