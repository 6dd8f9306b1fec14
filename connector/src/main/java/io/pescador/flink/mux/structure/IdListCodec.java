// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Saves a list of different slots. Layout: varint size, a flag that says whether it is 0, 1, 2, …, else a varint for each. */
@Internal
public final class IdListCodec {

    private IdListCodec() {}

    public static void save(StateOut out, int[] slots, int size) throws IOException {
        boolean plain = true;
        for (int i = 0; i < size && plain; i++) {
            plain = slots[i] == i;
        }
        out.number(size);
        out.flag(plain);
        for (int i = 0; i < size && !plain; i++) {
            out.number(slots[i]);
        }
    }

    public static int[] restore(StateIn in, int slots) throws IOException {
        int[] list = new int[in.number(slots, "the number of filled slots")];
        boolean plain = in.flag();
        boolean[] seen = new boolean[slots];
        for (int i = 0; i < list.length; i++) {
            list[i] = plain ? i : in.number(slots - 1, "the number of a slot");
            if (seen[list[i]]) {
                throw in.damaged("slot " + list[i] + " is filled twice");
            }
            seen[list[i]] = true;
        }
        return list;
    }
}
