// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keyed muxes whose state was saved by the release that had version 1 of it, as Flink wrote it, with what they gave from then on. A new version gets a
 * new directory, which {@link #main} fills; those of older versions stay.
 */
final class GoldenMuxes {

    private static final int RECORDS = 400;
    private static final int SAVED_AFTER = 250;

    private GoldenMuxes() {}

    /** By the names of their files. */
    static Map<String, KeyedMuxBuilder<String, Rec>> muxes() {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        Map<String, KeyedMuxBuilder<String, Rec>> muxes = new TreeMap<>();
        muxes.put(
                "stochastic-reservoir",
                mux.policy(StochasticPolicy.of(3).rate(4))
                        .reservoir(6)
                        .maxRepeats(3)
                        .seed(1));
        muxes.put(
                "stochastic-weights-spill",
                mux.policy(StochasticPolicy.of(2).rate(5).mode(Mode.SINGLE_ACTIVE))
                        .weights(stream -> 1 + stream.charAt(1) - '0')
                        .streams("s0", "s1", "s2", "s3", "s4", "s5", "s6")
                        .spill()
                        .seed(2));
        muxes.put(
                "shuffled-fifo",
                mux.policy(ShuffledPolicy.of()).fifo(5, Overflow.DROP_OLDEST).seed(3));
        muxes.put(
                "shuffled-half-life",
                mux.policy(ShuffledPolicy.of()).reservoir(8, 20).seed(4));
        muxes.put(
                "round-robin-fifo",
                mux.policy(RoundRobinPolicy.of()).fifo(4, Overflow.DROP_NEWEST).seed(5));
        muxes.put(
                "chain-spill",
                mux.policy(ChainPolicy.of()).spill().endsWith(Rec::last).seed(6));
        return muxes;
    }

    /** Of two keys and seven streams, each of which ends once. */
    private static Rec record(int i) {
        int stream = i * i % 31 % 7;
        return new Rec("k" + i % 2, "s" + stream, i, i >= 300 && i < 314);
    }

    static OperatorSubtaskState save(KeyedMuxBuilder<String, Rec> mux) throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux)) {
            for (int i = 0; i < SAVED_AFTER; i++) {
                harness.send(record(i), i);
            }
            return harness.snapshot();
        }
    }

    /** What a mux gives from where its state was saved. */
    static List<String> rest(KeyedMuxBuilder<String, Rec> mux, OperatorSubtaskState state) throws Exception {
        try (MuxHarness harness = MuxHarness.restore(mux, state)) {
            for (int i = SAVED_AFTER; i < RECORDS; i++) {
                harness.send(record(i), i);
            }
            harness.end();
            return harness.values(drawn -> drawn.key() + " " + drawn.draw() + " " + drawn.stream() + " "
                    + drawn.activation() + " " + drawn.age() + " " + drawn.repeats() + " "
                    + drawn.value().n());
        }
    }

    /** Writes the states of today's layout, and what is drawn from each. */
    static void write(Path directory) throws Exception {
        Files.createDirectories(directory);
        for (var mux : muxes().entrySet()) {
            OperatorSubtaskState state = save(mux.getValue());
            OperatorSnapshotUtil.writeStateHandle(
                    state, directory.resolve(mux.getKey() + ".snapshot").toString());
            Files.write(directory.resolve(mux.getKey() + ".txt"), rest(mux.getValue(), state));
        }
    }
}
