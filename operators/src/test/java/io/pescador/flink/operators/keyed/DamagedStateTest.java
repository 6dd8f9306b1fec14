// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.state.DamagedStateException;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Damage in a keyed mux's state as Flink keeps it, its own framing and keys included: it is refused, or the run continues undisturbed, but
 * it never gives another sequence.
 */
class DamagedStateTest {

    private static final int FLIPS = 100;
    private static final int LARGER = 20;

    static Set<String> muxes() {
        return GoldenMuxes.muxes().keySet();
    }

    private static KeyGroupsStateHandle keyed(OperatorSubtaskState state) {
        return (KeyGroupsStateHandle) state.getManagedKeyedState().iterator().next();
    }

    private static byte[] bytes(OperatorSubtaskState state) {
        return ((ByteStreamStateHandle) keyed(state).getDelegateStateHandle()).getData();
    }

    /** Where the first key group begins. Before it, Flink describes the states, and reports damage there in its own way. */
    private static int begin(OperatorSubtaskState state) {
        long first = Long.MAX_VALUE;
        for (var group : keyed(state).getGroupRangeOffsets()) {
            first = Math.min(first, group.f1);
        }
        return (int) first;
    }

    private static OperatorSubtaskState with(OperatorSubtaskState state, byte[] bytes) {
        return OperatorSubtaskState.builder()
                .setManagedOperatorState(state.getManagedOperatorState())
                .setManagedKeyedState(new KeyGroupsStateHandle(
                        keyed(state).getGroupRangeOffsets(), new ByteStreamStateHandle("damaged", bytes)))
                .build();
    }

    private static byte[] damaged(byte[] saved, int begin, int i, Random random) {
        byte[] damaged = saved.clone();
        if (i < FLIPS) {
            damaged[begin + random.nextInt(saved.length - begin)] ^= (byte) (1 << random.nextInt(8));
        } else if (i % 2 == 0) {
            int from = begin + random.nextInt(saved.length - begin);
            for (int at = from; at < Math.min(saved.length, from + 1 + random.nextInt(20)); at++) {
                damaged[at] = (byte) random.nextInt(256);
            }
        } else {
            damaged = Arrays.copyOf(saved, begin + random.nextInt(saved.length - begin));
        }
        return damaged;
    }

    @ParameterizedTest
    @MethodSource("muxes")
    void noOtherSequenceComesOfIt(String name) throws Exception {
        KeyedMuxBuilder<String, Rec> mux = GoldenMuxes.muxes().get(name);
        OperatorSubtaskState state = GoldenMuxes.save(mux);
        byte[] saved = bytes(state);
        List<String> unbroken = byKey(GoldenMuxes.rest(mux, state));
        Random random = new Random(1);
        int named = 0;
        for (int i = 0; i < FLIPS + LARGER; i++) {
            byte[] damaged = damaged(saved, begin(state), i, random);
            List<String> rest;
            try {
                rest = byKey(GoldenMuxes.rest(mux, with(state, damaged)));
            } catch (Exception | OutOfMemoryError refused) { // a length in Flink's framing may be anything
                if (ExceptionUtils.findThrowable(refused, DamagedStateException.class)
                        .isPresent()) {
                    named++;
                    assertThat(endsTheJob(refused)).as("damage %d", i).isTrue();
                }
                continue;
            }
            assertThat(rest).as("damage %d", i).isEqualTo(unbroken);
        }
        assertThat(named).isGreaterThan(FLIPS / 3);
    }

    /** Whether Flink fails the job at once, whatever its restart strategy: each restart would fail in the same way. */
    private static boolean endsTheJob(Throwable failure) {
        return ThrowableClassifier.findThrowableOfThrowableType(failure, ThrowableType.NonRecoverableError)
                .isPresent();
    }

    /** The state that all keys share. */
    @Test
    void damagedOperatorStateEndsTheJob() throws Exception {
        KeyedMuxBuilder<String, Rec> mux = GoldenMuxes.muxes().get("shuffled-fifo");
        OperatorSubtaskState state = GoldenMuxes.save(mux);
        OperatorStateHandle handle = state.getManagedOperatorState().iterator().next();
        byte[] saved = ((ByteStreamStateHandle) handle.getDelegateStateHandle()).getData();
        byte[] damaged = saved.clone();
        // Behind the offset are the number of entries, the key, and the length of the value: 4 bytes each.
        damaged[(int) handle.getStateNameToPartitionOffsets().get("restores").getOffsets()[0] + 13] ^= 1;
        OperatorSubtaskState broken = OperatorSubtaskState.builder()
                .setManagedOperatorState(new OperatorStreamStateHandle(
                        handle.getStateNameToPartitionOffsets(), new ByteStreamStateHandle("damaged", damaged)))
                .setManagedKeyedState(keyed(state))
                .build();
        assertThatThrownBy(() -> GoldenMuxes.rest(mux, broken))
                .hasMessageContaining("the saved number of restores is damaged")
                .satisfies(e -> assertThat(endsTheJob(e)).isTrue());
    }

    /** Which key is drained first is not specified. */
    private static List<String> byKey(List<String> given) {
        return given.stream()
                .sorted(Comparator.comparing(line -> line.split(" ")[0]))
                .toList();
    }

    @Test
    void theErrorNamesTheMuxAndTheWayOut() throws Exception {
        KeyedMuxBuilder<String, Rec> mux = GoldenMuxes.muxes().get("stochastic-reservoir");
        OperatorSubtaskState state = GoldenMuxes.save(mux);
        byte[] damaged = bytes(state);
        int fingerprint =
                new String(damaged, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("stochastic(n_active 3");
        damaged[fingerprint]++;
        assertThatThrownBy(() -> GoldenMuxes.rest(mux, with(state, damaged)))
                .isInstanceOf(MuxException.class)
                .hasMessageMatching(
                        "mux \"mix\": key k[01]: the saved state of a key is damaged: its checksum is [0-9a-f]{8}, and"
                                + " its [0-9]+ bytes have [0-9a-f]{8}. Resume from an older checkpoint");
    }

    @Test
    void otherWeightsAreRefused() throws Exception {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        KeyedMuxBuilder<String, Rec> before = mux.policy(StochasticPolicy.of(1))
                .weights(id -> id.equals("a") ? 1 : 2)
                .fifo(5, Overflow.DROP_OLDEST);
        KeyedMuxBuilder<String, Rec> after = mux.policy(StochasticPolicy.of(1))
                .weights(id -> id.equals("a") ? 1 : 3)
                .fifo(5, Overflow.DROP_OLDEST);
        MuxHarness harness = MuxHarness.start(before.seed(1));
        harness.send(Rec.of("a", 0));
        harness.send(Rec.of("b", 0));
        MuxHarness restarted = harness.restart(before, 1).restart(after, 1);
        assertThatThrownBy(() -> restarted.send(Rec.of("a", 1)))
                .isInstanceOf(MuxException.class)
                .hasMessage(
                        "mux \"mix\": stream \"b\" has weight 2.0 in the saved state, and now 3.0: resume with the old weights, or"
                                + " give the operator another uid");
        restarted.close();
    }
}
