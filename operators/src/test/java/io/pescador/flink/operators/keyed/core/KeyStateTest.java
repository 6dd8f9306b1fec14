// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.operators.keyed.TestMuxes;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Saved bytes: read back they give the same again, and damage is noticed before it does harm. */
class KeyStateTest {

    private static KeyState state(SingleKeySettings settings, Random random) throws IOException {
        KeyState state = KeyState.start(settings, random.nextLong());
        for (int stream = 0; !settings.isClosed() && stream < Math.min(6, settings.maxStreams()); stream++) {
            state.numbers.take(settings.maxStreams());
            state.present.set(stream);
            state.livePicker().offer(stream, 1 + stream);
        }
        for (int i = 0; i < 40 && state.picker().pick() != Picker.NONE; i++) {
            if (random.nextInt(10) == 0) {
                state.picker().ended();
            } else {
                state.picker().emitted();
            }
        }
        return state;
    }

    @Test
    void whatIsReadBackIsWhatWasSaved() throws Exception {
        for (int number = 0; number < 100; number++) {
            SingleKeySettings settings = settings(number);
            byte[] saved = state(settings, new Random(Seeds.mix(number, 2))).toBytes();
            assertThat(KeyState.restore(settings, saved).toBytes()).isEqualTo(saved);
        }
        StreamBuffer buffer = new StreamBuffer(5);
        ReservoirRule rule = ReservoirRule.of(20, Double.NaN, 3, 1);
        MuxCounts counts = new MuxCounts();
        for (int i = 0; i < 100; i++) {
            rule.admit(buffer, counts);
            rule.emitted(buffer, rule.choose(buffer, i));
            assertThat(StreamBuffer.fromBytes(buffer.toBytes()).toBytes()).isEqualTo(buffer.toBytes());
        }
    }

    private static SingleKeySettings settings(int number) {
        return TestMuxes.settings(number);
    }

    @Test
    void everyPrefixIsRefused() throws Exception {
        for (int number = 0; number < 20; number++) {
            SingleKeySettings settings = settings(number);
            byte[] saved = state(settings, new Random(Seeds.mix(number, 2))).toBytes();
            for (int length = 0; length < saved.length; length++) {
                byte[] prefix = Arrays.copyOf(saved, length);
                assertThatThrownBy(() -> KeyState.restore(settings, prefix)).isInstanceOf(StateException.class);
            }
        }
    }

    @Test
    void aWrongByteIsRefusedOrHarmless() throws Exception {
        int refused = 0;
        for (int number = 0; number < 100; number++) {
            SingleKeySettings settings = settings(number);
            Random random = new Random(Seeds.mix(number, 2));
            byte[] saved = state(settings, random).toBytes();
            for (int i = 0; i < 50; i++) {
                byte[] damaged = saved.clone();
                damaged[random.nextInt(saved.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    KeyState.restore(settings, damaged);
                } catch (IOException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void aLaterVersionIsRefused() throws Exception {
        SingleKeySettings settings = settings(1);
        byte[] saved = KeyState.start(settings, 1).toBytes();
        saved[0] = 9;
        assertThatThrownBy(() -> KeyState.restore(settings, saved))
                .hasMessage("the saved state has version 9; this is version 1: resume with the release that wrote it");
    }
}
