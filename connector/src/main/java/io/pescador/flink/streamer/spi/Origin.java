// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/**
 * Where a kept sample came from, below the node that keeps it.
 *
 * @param path the numbers of the children down to the leaf
 * @param pass the pass of the outermost node that repeats, -1 where nothing repeats
 * @param activation number of the leaf's activation
 * @param offset the item's number in it
 */
@Internal
public record Origin(int[] path, long pass, long activation, long offset) {

    /** Deeper trees than this have never been seen; it bounds what damaged state can make of it. */
    private static final int DEEPEST = 1 << 16;

    /** Layout: varint length of the path and its numbers, varint pass + 1, activation, offset. */
    public void save(StateOut out) throws IOException {
        out.number(path.length);
        for (int child : path) {
            out.number(child);
        }
        out.number(pass + 1);
        out.number(activation);
        out.number(offset);
    }

    public static Origin restore(StateIn in) throws IOException {
        int depth = in.number(DEEPEST, "the depth of a sample's path");
        int[] path = new int[depth];
        for (int i = 0; i < depth; i++) {
            path[i] = in.number(Integer.MAX_VALUE, "the number of a stream");
        }
        return new Origin(path, in.number() - 1, in.number(), in.number());
    }
}
