// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;

/**
 * Whole numbers ≥ 0 as spans: for each its first number, and the one after its last. As a set, the spans rise and neither overlap nor
 * touch. No method changes its arguments.
 */
final class Spans {

    static final long[] EMPTY = new long[0];

    private Spans() {}

    /** The numbers without the least {@code count}. */
    static long[] skip(long[] spans, long count) {
        long remaining = count;
        for (int span = 0; span < spans.length; span += 2) {
            long length = spans[span + 1] - spans[span];
            if (remaining < length) {
                long[] rest = Arrays.copyOfRange(spans, span, spans.length);
                rest[0] += remaining;
                return rest;
            }
            remaining -= length;
        }
        return EMPTY;
    }

    /** The least {@code count} numbers, or all if there are fewer. */
    static long[] first(long[] spans, long count) {
        long remaining = count;
        for (int span = 0; span < spans.length; span += 2) {
            long length = spans[span + 1] - spans[span];
            if (remaining <= length) {
                long[] first = Arrays.copyOf(spans, remaining == 0 ? span : span + 2);
                if (remaining > 0) {
                    first[span + 1] = spans[span] + remaining;
                }
                return first;
            }
            remaining -= length;
        }
        return spans;
    }

    static long size(long[] spans) {
        long size = 0;
        for (int span = 0; span < spans.length; span += 2) {
            size += spans[span + 1] - spans[span];
        }
        return size;
    }

    /** The numbers of both, which have none in common. */
    static long[] union(long[] one, long[] other) {
        long[] union = new long[one.length + other.length];
        int length = 0;
        int i = 0;
        int j = 0;
        while (i < one.length || j < other.length) {
            boolean takesOne = j == other.length || i < one.length && one[i] < other[j];
            long from = takesOne ? one[i] : other[j];
            long to = takesOne ? one[i + 1] : other[j + 1];
            i += takesOne ? 2 : 0;
            j += takesOne ? 0 : 2;
            if (length > 0 && union[length - 1] == from) {
                union[length - 1] = to;
            } else {
                union[length++] = from;
                union[length++] = to;
            }
        }
        return Arrays.copyOf(union, length);
    }

    /** The numbers of {@code spans} that are not among {@code others}. */
    static long[] minus(long[] spans, long[] others) {
        long[] rest = new long[spans.length + others.length];
        int length = 0;
        int other = 0;
        for (int span = 0; span < spans.length; span += 2) {
            long from = spans[span];
            while (other < others.length && others[other + 1] <= from) {
                other += 2;
            }
            for (int next = other; next < others.length && others[next] < spans[span + 1]; next += 2) {
                if (others[next] > from) {
                    rest[length++] = from;
                    rest[length++] = others[next];
                }
                from = others[next + 1];
            }
            if (from < spans[span + 1]) {
                rest[length++] = from;
                rest[length++] = spans[span + 1];
            }
        }
        return Arrays.copyOf(rest, length);
    }

    /** The numbers of one after those of the other, as a sequence that need not rise. */
    static long[] concat(long[] one, long[] other) {
        boolean touch = one.length > 0 && other.length > 0 && one[one.length - 1] == other[0];
        int kept = touch ? one.length - 1 : one.length;
        int skipped = touch ? 1 : 0;
        long[] both = Arrays.copyOf(one, kept + other.length - skipped);
        System.arraycopy(other, skipped, both, kept, other.length - skipped);
        return both;
    }

    /** Layout: for each span signed varint distance from the end of the one before and varint length. */
    static void save(long[] spans, StateOut out) throws IOException {
        long end = 0;
        for (int span = 0; span < spans.length; span += 2) {
            out.signed(spans[span] - end);
            end = spans[span + 1];
            out.number(end - spans[span]);
        }
    }

    static long[] restore(int count, StateIn in) throws IOException {
        long[] spans = new long[2 * count];
        long end = 0;
        for (int span = 0; span < spans.length; span += 2) {
            spans[span] = end + in.signed();
            if (spans[span] < 0) {
                throw in.damaged("reserved items begin at " + spans[span]);
            }
            end = spans[span] + in.number(Long.MAX_VALUE - spans[span], "the number of reserved items");
            spans[span + 1] = end;
        }
        return spans;
    }
}
