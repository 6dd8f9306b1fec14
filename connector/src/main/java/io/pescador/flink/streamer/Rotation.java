// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the rotating leaves of a shard go on: for each place in the tree, how many items its activations were promised so far.
 *
 * <p>An activation reserves its quota when it opens, so that two activations of the same leaf at the same time read different rows, and
 * the position is a pure function of the draws, never of the reading.
 */
final class Rotation {

    private final Map<Long, Long> reserved = new TreeMap<>();

    /** Reserves {@code quota} items of the leaf at {@code place}, and returns how many were reserved before. */
    long reserve(long place, long quota) {
        long start = reserved.getOrDefault(place, 0L);
        if (quota != Long.MAX_VALUE) {
            reserved.put(place, start + quota);
        }
        return start;
    }

    void save(StateOut out) throws IOException {
        out.number(reserved.size());
        for (Map.Entry<Long, Long> entry : reserved.entrySet()) {
            out.bits(entry.getKey());
            out.number(entry.getValue());
        }
    }

    void restore(StateIn in) throws IOException {
        reserved.clear();
        for (long n = in.number(); n > 0; n--) {
            long place = in.bits();
            reserved.put(place, in.number());
        }
    }
}
