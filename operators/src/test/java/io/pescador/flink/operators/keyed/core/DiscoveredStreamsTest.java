// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.TestMuxes;
import io.pescador.flink.operators.keyed.records.HeapMap;
import io.pescador.flink.streamer.state.DamagedStateException;

import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;

import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiscoveredStreamsTest {

    private static final String[] IDS = {"", "a", "longer than most", "\ud800", "ä€😀"};

    private final KeyState state;
    private final HeapMap<String, byte[]> numbers = new HeapMap<>();
    private final HeapMap<Integer, byte[]> ids = new HeapMap<>();

    private DiscoveredStreams streams() {
        return new DiscoveredStreams(state, numbers, ids);
    }

    DiscoveredStreamsTest() throws IOException {
        state = KeyState.start(TestMuxes.settings(0), 1);
    }

    @Test
    void idsAndNumbersAreRemembered() throws Exception {
        for (int i = 0; i < IDS.length; i++) {
            streams().remember(IDS[i], i, 1.5);
        }
        for (int i = 0; i < IDS.length; i++) {
            assertThat(streams().number(IDS[i])).isEqualTo(i);
            assertThat(streams().id(i)).isEqualTo(IDS[i]);
            // The layout is that of Flink's serializer.
            byte[] saved = ids.get(i);
            DataInputDeserializer in = new DataInputDeserializer(saved, 8, saved.length - 12);
            assertThat(StringSerializer.INSTANCE.deserialize(in)).isEqualTo(IDS[i]);
            assertThat(in.available()).isZero();
        }
        assertThat(streams().number("b")).isEqualTo(StreamRegistry.UNKNOWN);
        streams().forget(1);
        assertThat(streams().number("a")).isEqualTo(StreamRegistry.UNKNOWN);
        assertThatThrownBy(() -> streams().id(1)).isInstanceOf(DamagedStateException.class);
    }

    @Test
    void aStreamThatIsLostIsNoticed() throws Exception {
        streams().remember("a", 0, 1);
        streams().remember("b", 1, 1);
        streams().check(new Weights(1));
        numbers.remove("b");
        assertThatThrownBy(() -> streams().check(new Weights(1)))
                .hasMessageStartingWith("the saved number of stream \"b\" is damaged: it is lost");
        ids.remove(1);
        assertThatThrownBy(() -> streams().check(new Weights(1)))
                .hasMessageStartingWith("the saved state of a key is damaged: some of its streams are lost");
    }

    @Test
    void otherWeightsAreRefused() throws Exception {
        streams().remember("a", 0, 1);
        assertThatThrownBy(() -> streams().check(new Weights(2)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("stream \"a\" has weight 1.0 in the saved state, and now 2.0");
    }

    private record Weights(double all) implements MuxHost<Object> {

        @Override
        public double weight(String stream) {
            return all;
        }

        @Override
        public Object copy(Object record) {
            return record;
        }

        @Override
        public void emit(Draw<Object> draw, StreamRegistry streams) {}

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void wakeAt(long time) {}

        @Override
        public long arrivalTime(long timestamp) {
            throw new AssertionError("no key expires");
        }

        @Override
        public void expireAt(long time) {
            throw new AssertionError("no key expires");
        }

        @Override
        public void drainAtEnd() {}
    }
}
