// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.Arrays;

/**
 * The items of a stream that are reserved for one activation. They are numbered along all passes of the stream: of a stream of ten items,
 * number 23 is the fourth of the third pass after {@link #pass()}. Immutable.
 */
@Experimental
public final class Reservation {

    /** No items. */
    public static final Reservation NONE = new Reservation(0, Spans.EMPTY);

    private static final int MAX_SPANS = 1 << 20;

    private final long pass;
    private final long[] spans;

    Reservation(long pass, long... spans) {
        this.pass = pass;
        this.spans = spans;
    }

    /** One whole pass, however many items it has. */
    static Reservation wholePass(long pass) {
        return new Reservation(pass, 0, Long.MAX_VALUE);
    }

    /** How many passes lie before item number 0. */
    public long pass() {
        return pass;
    }

    /** The number of item {@code i} of the activation; -1 if fewer are reserved. */
    public long at(long i) {
        long remaining = i;
        for (int span = 0; span < spans.length; span += 2) {
            long length = spans[span + 1] - spans[span];
            if (remaining < length) {
                return spans[span] + remaining;
            }
            remaining -= length;
        }
        return -1;
    }

    /** How many items after item {@code i} have the numbers that follow its number. */
    public long following(long i) {
        long remaining = i;
        for (int span = 0; span < spans.length; span += 2) {
            long length = spans[span + 1] - spans[span];
            if (remaining < length) {
                return length - remaining - 1;
            }
            remaining -= length;
        }
        return 0;
    }

    /** How many items are reserved; {@link Long#MAX_VALUE} for a whole pass. */
    public long size() {
        return Spans.size(spans);
    }

    boolean isWholePass() {
        return spans.length == 2 && spans[1] == Long.MAX_VALUE;
    }

    /** Without all but the first {@code count} items. */
    Reservation first(long count) {
        return new Reservation(pass, Spans.first(spans, count));
    }

    /** And then other items of the same stream, which count from the same pass. */
    Reservation then(Reservation more) {
        return new Reservation(pass, Spans.concat(spans, more.spans));
    }

    /** The items after the first {@code count}, as a set: they were reserved at once. */
    long[] after(long count) {
        return Spans.skip(spans, count);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reservation that && pass == that.pass && Arrays.equals(spans, that.spans);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(pass) + Arrays.hashCode(spans);
    }

    /** Layout: varint number of spans and, if there are any, varint pass and for each span varint first and varint length. */
    void save(StateOut out) throws IOException {
        out.number(spans.length / 2);
        if (spans.length > 0) {
            out.number(pass);
            Spans.save(spans, out);
        }
    }

    /** Restores what {@link #save} wrote. */
    static Reservation restore(StateIn in) throws IOException {
        int count = in.number(MAX_SPANS, "the number of spans of reserved items");
        return count == 0 ? NONE : new Reservation(in.number(), Spans.restore(count, in));
    }
}
