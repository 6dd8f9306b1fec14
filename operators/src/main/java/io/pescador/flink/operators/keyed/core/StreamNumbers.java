// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;

/** Which numbers of streams are in use: all below a limit, but for those that are free again. */
final class StreamNumbers {

    private int limit;
    private int[] free = new int[0];
    private int freeCount;

    /** All numbers below this one were in use at some time. */
    int limit() {
        return limit;
    }

    /** Takes the first {@code n} numbers of a new key. */
    void takeFirst(int n) {
        limit = n;
    }

    /** Takes a number, or gives {@link StreamRegistry#UNKNOWN} if {@code max} are in use. */
    int take(int max) {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        return limit < max ? limit++ : StreamRegistry.UNKNOWN;
    }

    void free(int number) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.max(4, 2 * freeCount));
        }
        free[freeCount++] = number;
    }

    /** Layout: varint limit, how many below it are free, and these. */
    void save(StateOut out) throws IOException {
        out.number(limit);
        out.number(freeCount);
        for (int i = 0; i < freeCount; i++) {
            out.number(free[i]);
        }
    }

    void restore(StateIn in, int max) throws IOException {
        limit = in.number(max, "the number of streams");
        freeCount = in.number(limit, "the number of streams that are gone");
        free = new int[freeCount];
        for (int i = 0; i < freeCount; i++) {
            free[i] = in.number(limit - 1, "the number of a stream");
        }
    }
}
