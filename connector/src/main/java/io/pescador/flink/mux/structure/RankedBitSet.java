// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/**
 * A set of numbers below a bound, with the one of any rank: a bit for each, and a Fenwick tree of the counts of 64. All operations cost
 * O(log n) at most; a million numbers take 190 kB.
 */
@Internal
public final class RankedBitSet {

    private final int bound;
    private final long[] words;
    private final int[] tree;
    private int size;

    private RankedBitSet(int bound) {
        this.bound = bound;
        words = new long[(bound + 63) / 64];
        tree = new int[words.length + 1];
    }

    public static RankedBitSet empty(int bound) {
        return new RankedBitSet(bound);
    }

    public static RankedBitSet full(int bound) {
        RankedBitSet set = new RankedBitSet(bound);
        for (int id = 0; id < bound; id++) {
            set.words[id >> 6] |= 1L << id;
        }
        set.recount();
        return set;
    }

    private void recount() {
        size = 0;
        for (int i = 1; i <= words.length; i++) {
            int count = Long.bitCount(words[i - 1]);
            size += count;
            tree[i] = count;
        }
        for (int i = 1; i <= words.length; i++) {
            int above = i + (i & -i);
            if (above <= words.length) {
                tree[above] += tree[i];
            }
        }
    }

    public int size() {
        return size;
    }

    public boolean contains(int id) {
        return (words[id >> 6] >>> id & 1) != 0;
    }

    /** @return whether it was not there before */
    public boolean add(int id) {
        if (contains(id)) {
            return false;
        }
        words[id >> 6] |= 1L << id;
        count(id, 1);
        return true;
    }

    /** @return whether it was there before */
    public boolean remove(int id) {
        if (!contains(id)) {
            return false;
        }
        words[id >> 6] &= ~(1L << id);
        count(id, -1);
        return true;
    }

    public void clear() {
        java.util.Arrays.fill(words, 0);
        java.util.Arrays.fill(tree, 0);
        size = 0;
    }

    private void count(int id, int change) {
        size += change;
        for (int i = (id >> 6) + 1; i < tree.length; i += i & -i) {
            tree[i] += change;
        }
    }

    /** The number of which there are {@code rank} smaller ones in the set, 0 ≤ rank &lt; size. */
    public int get(int rank) {
        int word = 0;
        int left = rank;
        for (int step = Integer.highestOneBit(words.length); step > 0; step >>= 1) {
            if (word + step < tree.length && tree[word + step] <= left) {
                word += step;
                left -= tree[word];
            }
        }
        long bits = words[word];
        for (; left > 0; left--) {
            bits &= bits - 1;
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** Layout: varint how many are missing or present, whichever is fewer, after a flag that says which; then their distances. */
    public void save(StateOut out) throws IOException {
        boolean missing = size > bound / 2;
        out.flag(missing);
        out.number(missing ? bound - size : size);
        int last = 0;
        for (int i = 0; i < words.length; i++) {
            long bits = missing ? ~words[i] & mask(i) : words[i];
            for (; bits != 0; bits &= bits - 1) {
                int id = (i << 6) + Long.numberOfTrailingZeros(bits);
                out.number(id - last);
                last = id;
            }
        }
    }

    public static RankedBitSet restore(int bound, StateIn in) throws IOException {
        boolean missing = in.flag();
        int count = in.number(bound, "the number of streams");
        RankedBitSet set = missing ? full(bound) : empty(bound);
        int id = 0;
        for (int i = 0; i < count; i++) {
            id += in.number(bound - 1 - id, "the number of a stream");
            if (missing) {
                set.words[id >> 6] &= ~(1L << id);
            } else {
                set.words[id >> 6] |= 1L << id;
            }
        }
        set.recount();
        return set;
    }

    private long mask(int word) {
        return word == words.length - 1 && (bound & 63) != 0 ? (1L << bound) - 1 : -1L;
    }
}
