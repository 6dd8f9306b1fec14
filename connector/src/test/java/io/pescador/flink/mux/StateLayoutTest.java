// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.StreamFailedException;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;
import io.pescador.flink.streamer.state.StateException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** State that was written once is read for ever, is written the same today, and is not believed when it is damaged. */
class StateLayoutTest {

    private static final Path VERSION_1 = Path.of("src/test/resources/state/v1");

    static Set<String> names() {
        return GoldenStates.trees().keySet();
    }

    private static Streamer<String> tree(String name) {
        return GoldenStates.trees().get(name);
    }

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(VERSION_1.resolve(name + ".bin"));
    }

    /** Writes the golden files anew, with {@code -Dgolden.write}: CONTRIBUTING says when. */
    @BeforeAll
    static void writeAnew() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            GoldenStates.write(VERSION_1);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsWrittenTodayEqualsWhatWasWritten(String name) throws IOException {
        assertThat(GoldenStates.stateOf(tree(name))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatWasWrittenIsGoneOnWith(String name) throws IOException {
        List<String> unbroken;
        try (Sampling<String> sampling = Sampling.start(tree(name), GoldenStates.SEED)) {
            assertThat(GoldenStates.draw(sampling, GoldenStates.DRAWN)).hasSize(GoldenStates.DRAWN);
            unbroken = GoldenStates.draw(sampling, 100);
        }
        try (Sampling<String> sampling = Sampling.resume(tree(name), GoldenStates.SEED, golden(name))) {
            assertThat(sampling.draws()).isEqualTo(GoldenStates.DRAWN);
            assertThat(GoldenStates.draw(sampling, 100)).isEqualTo(unbroken);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsCutOffOrTooLongIsRefused(String name) throws IOException {
        byte[] state = golden(name);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatThrownBy(() -> Sampling.resume(tree(name), GoldenStates.SEED, cut))
                    .as("%d of %d bytes", length, state.length)
                    .isInstanceOf(StateException.class);
        }
        assertThatThrownBy(() -> Sampling.resume(tree(name), GoldenStates.SEED, Arrays.copyOf(state, state.length + 1)))
                .isInstanceOf(DamagedStateException.class);
        byte[] longer = Seal.seal(Arrays.copyOf(state, state.length));
        assertThatThrownBy(() -> Sampling.resume(tree(name), GoldenStates.SEED, longer))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("4 bytes too many");
    }

    /** Flips every bit, and several at once, in a row or anywhere: all changed state is refused. */
    @ParameterizedTest
    @MethodSource("names")
    void whatIsDamagedIsRefused(String name) throws IOException {
        byte[] state = golden(name);
        Random random = new Random(1);
        for (int i = 0; i < 10 * state.length; i++) {
            byte[] damaged = state.clone();
            if (i < 8 * state.length) {
                damaged[i / 8] ^= (byte) (1 << i % 8);
            } else {
                for (int bytes = 1 + random.nextInt(40); bytes > 0; bytes--) {
                    damaged[random.nextInt(state.length)] = (byte) random.nextInt(256);
                }
            }
            if (!Arrays.equals(damaged, state)) {
                assertThatThrownBy(() -> Sampling.resume(tree(name), GoldenStates.SEED, damaged))
                        .isInstanceOf(DamagedStateException.class)
                        .hasMessageMatching(
                                "the saved state is damaged: its checksum is [0-9a-f]{8}, and its [0-9]+ bytes"
                                        + " have [0-9a-f]{8}. Resume from an older checkpoint");
            }
        }
    }

    /** Bytes resealed after a change, one byte or several: they are read back and drawn from, or refused, and nothing else happens. */
    @ParameterizedTest
    @MethodSource("names")
    void whatIsNoStateIsRefusedOrHarmless(String name) throws IOException {
        byte[] state = Seal.open(golden(name), "golden");
        Random random = new Random(1);
        for (int i = 0; i < 12 * state.length; i++) {
            byte[] damaged = state.clone();
            int at = i % state.length;
            damaged[at] ^= (byte) (i < 8 * state.length ? 1 << i / state.length : 1 + random.nextInt(255));
            if (i >= 10 * state.length) {
                damaged[random.nextInt(state.length)] = (byte) random.nextInt(256);
            }
            try (Sampling<String> sampling = Sampling.resume(tree(name), GoldenStates.SEED, Seal.seal(damaged))) {
                GoldenStates.draw(sampling, 30);
            } catch (StateException refused) {
                assertThat(refused).hasMessageContaining("state");
            } catch (StreamFailedException refused) { // what a mux left behind is read when it is activated next
                assertThat(refused).hasCauseInstanceOf(StateException.class);
            }
        }
    }

    @Test
    void anotherTreesStateIsRefusedByBothNames() throws IOException {
        byte[] state = golden("chain");
        assertThatThrownBy(() -> Sampling.resume(tree("shuffled"), GoldenStates.SEED, state))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("begins a chain mux where the plan has a shuffled mux");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        byte[] state = Seal.open(golden("chain"), "golden");
        state[0]++;
        assertThatThrownBy(() -> Sampling.resume(tree("chain"), GoldenStates.SEED, Seal.seal(state)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("version 2");
    }
}
