// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.MuxHarness.Backend;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams end wherever they are: in a slot, waiting for one, before their first record was kept, twice; no draw waits for one that ended. */
class EndsWithTest {

    private static final int ALIVE = 20;
    private static final int LENGTH = 50;
    private static final int RECORDS = 10_000;

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (String policy : new String[] {"stochastic", "weighted", "pescador", "shuffled", "round robin", "chain"}) {
            for (String buffer : new String[] {"fifo", "reservoir", "spill"}) {
                cases.add(Arguments.of(policy, buffer, false));
                if (!buffer.equals("spill")) { // there, no record may follow a declared stream's end
                    cases.add(Arguments.of(policy, buffer, true));
                }
            }
        }
        return cases;
    }

    private static KeyedMuxBuilder<String, Rec> mux(String policy, String buffer, boolean declared) {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        StreamWeight weight = id -> 1 + id.charAt(id.length() - 1) - '0';
        StochasticPolicy stochastic = StochasticPolicy.of(5).rate(10);
        KeyedMuxBuilder<String, Rec> builder =
                switch (policy) {
                    case "stochastic" -> mux.policy(stochastic);
                    case "weighted" -> mux.policy(stochastic).weights(weight);
                    case "pescador" -> mux.policy(stochastic.weighting(Weighting.PESCADOR))
                            .weights(weight);
                    case "shuffled" -> mux.policy(ShuffledPolicy.of());
                    case "round robin" -> mux.policy(RoundRobinPolicy.of());
                    default -> mux.policy(ChainPolicy.of());
                };
        switch (buffer) {
            case "fifo" -> builder.fifo(64, Overflow.DROP_OLDEST);
            case "reservoir" -> builder.reservoir(64);
            default -> builder.spill();
        }
        if (declared) {
            String[] ids = new String[ALIVE];
            java.util.Arrays.setAll(ids, i -> "s" + i);
            builder.streams(ids);
        }
        return builder.endsWith(Rec::last).seed(1);
    }

    /** Twenty streams at a time, each of 50 records, then twenty others; or, declared, the same again. */
    private static Rec record(int i, boolean declared) {
        String stream = "s" + i % ALIVE;
        int run = i / (ALIVE * LENGTH);
        return new Rec("k", declared ? stream : "run" + run + stream, i, i / ALIVE % LENGTH == LENGTH - 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMuxGoesOnWhenStreamsEnd(String policy, String buffer, boolean declared) throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux(policy, buffer, declared))) {
            int generation = ALIVE * LENGTH;
            for (int i = 0; i < RECORDS - generation; i++) {
                harness.send(record(i, declared));
            }
            int before = harness.output().size();
            for (int i = RECORDS - generation; i < RECORDS; i++) {
                harness.send(record(i, declared));
            }
            List<Integer> given = harness.values(drawn -> drawn.value().n());
            // Reservoirs draw once per record, and lose draws that wait for the first record of a stream.
            assertThat(given.size() - before).isGreaterThan(generation / 8);
            if (!buffer.equals("reservoir")) {
                // These draw as long as they can: they give all but what passed by, and a new stream comes at once.
                long passed = harness.count(m -> m.passedBy);
                long dropped = harness.count(m -> m.dropped) + harness.count(m -> m.discarded);
                assertThat(given.size() + passed + dropped).isEqualTo(RECORDS);
                harness.send(new Rec("k", declared ? "s7" : "new", -1, true));
                assertThat(harness.values(drawn -> drawn.value().n())).endsWith(-1);
            }
        }
    }

    /** An end that finds its stream waiting, and restarts in between. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereItEndsIsPartOfTheState(boolean declared) throws Exception {
        for (Backend backend : Backend.values()) {
            MuxHarness unbroken = MuxHarness.start(mux("stochastic", "fifo", declared));
            MuxHarness broken = MuxHarness.start(mux("stochastic", "fifo", declared), backend, 1);
            for (int i = 0; i < 2_500; i++) {
                unbroken.send(record(i, declared));
                broken.send(record(i, declared));
                if (i % 97 == 0) {
                    broken = broken.restart(1);
                }
            }
            assertThat(broken.values(drawn -> drawn)).isEqualTo(unbroken.values(drawn -> drawn));
            unbroken.close();
            broken.close();
        }
    }

    @Test
    void aStreamThatEndsWhileItWaitsMakesRoom() throws Exception {
        try (MuxHarness harness =
                MuxHarness.start(mux("stochastic", "fifo", false).maxStreams(10))) {
            for (int i = 0; i < 5; i++) {
                harness.send(new Rec("k", "active" + i, i, false));
            }
            for (int i = 0; i < 5; i++) {
                harness.send(new Rec("k", "waiting" + i, i, false));
            }
            for (int i = 0; i < 100; i++) {
                harness.send(new Rec(
                        "k", "of one record " + i, i, true)); // its only record is its last: the mux does not know it
            }
            assertThat(harness.count(m -> m.forgotten)).isZero();
            harness.send(new Rec("k", "waiting3", 1, true));
            harness.send(new Rec("k", "waiting3", 2, true)); // comes again only to end again
            harness.send(new Rec("k", "new", 0, false));
            assertThat(harness.count(m -> m.forgotten)).isZero();
            harness.send(new Rec("k", "newer", 0, false));
            assertThat(harness.count(m -> m.forgotten)).isOne();
        }
    }
}
