// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The positions of the rotating leaves of a shard: for each path in the tree, how many items its activations have reserved so far.
 *
 * <p>An activation reserves its quota when it opens, so that two activations of the same leaf at the same time read different rows, and
 * the position is a pure function of the draws, never of the reading.
 */
final class Rotation {

    private final Map<Long, Long> reserved = new TreeMap<>();

    /** Reserves {@code quota} items of the leaf at {@code path}, and returns how many were reserved before. */
    long reserve(long path, long quota) {
        long start = reserved.getOrDefault(path, 0L);
        if (quota != Long.MAX_VALUE) {
            reserved.put(path, start + quota);
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
            long path = in.bits();
            reserved.put(path, in.number());
        }
    }
}
