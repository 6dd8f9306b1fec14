// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.SingleKeySettings;

import java.util.List;

/** Random muxes for tests of other packages. */
public final class TestMuxes {

    private TestMuxes() {}

    public static SingleKeySettings settings(int number) {
        return new RandomMux(number).mux().settings("mix").ofEachKey();
    }

    /** Records for it. */
    public static List<Rec> arrivals(int number) {
        return new RandomMux(number).arrivals();
    }

    /** Whether the records of the mux may end their streams. */
    public static boolean ends(int number) {
        return new RandomMux(number).mux().settings("mix").end() != null;
    }

    /** The weight of a stream; 1 where there are no weights. */
    public static double weight(int number, String stream) {
        StreamWeight weight = new RandomMux(number).mux().settings("mix").weight();
        try {
            return weight == null ? 1 : weight.weight(stream);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the keyed operator makes of them. */
    public static List<Drawn<String, Rec>> ofTheOperator(int number) throws Exception {
        try (MuxHarness harness = MuxHarness.start(new RandomMux(number).mux())) {
            for (Rec record : arrivals(number)) {
                harness.send(record);
            }
            harness.end();
            return harness.values(drawn -> drawn);
        }
    }
}
