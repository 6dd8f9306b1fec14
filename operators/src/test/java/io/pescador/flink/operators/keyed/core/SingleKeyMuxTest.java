// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.Drawn;
import io.pescador.flink.operators.keyed.Rec;
import io.pescador.flink.operators.keyed.TestMuxes;
import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.api.common.typeutils.base.StringSerializer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** The mux of one key in a plain loop. */
class SingleKeyMuxTest {

    private static final int CASES = 200;

    /** Runs one mux a key, each with a state of its own, and collects what they emit. */
    private static final class Loop implements MuxHost<Rec> {

        private final int number;
        private final SingleKeySettings settings;
        private final boolean ends;
        private final Map<String, HeapKeyStore<Rec>> stores = new HashMap<>();
        private final Map<String, SingleKeyMux<Rec>> muxes = new HashMap<>();
        private final List<Drawn<String, Rec>> output = new ArrayList<>();
        private final List<String> toDrain = new ArrayList<>();
        private String key;

        Loop(int number) {
            this.number = number;
            settings = TestMuxes.settings(number);
            ends = TestMuxes.ends(number);
        }

        void send(Rec record) throws Exception {
            key = record.key();
            if (!muxes.containsKey(key)) {
                muxes.put(key, start());
            }
            muxes.get(key).arrive(record.stream(), ends && record.last(), BufferedRecord.NO_TIMESTAMP, record);
        }

        private SingleKeyMux<Rec> start() throws Exception {
            long seed = KeySeed.of(number, key, StringSerializer.INSTANCE);
            return SingleKeyMux.start(context(), seed, key.hashCode());
        }

        private MuxContext<Rec> context() {
            HeapKeyStore<Rec> store = stores.computeIfAbsent(key, k -> new HeapKeyStore<>());
            return new MuxContext<>(settings, store, this, new MuxCounts(), 0);
        }

        /** Saves the mux of a key, and continues from what was saved. */
        void restart(String restarted) throws Exception {
            key = restarted;
            if (muxes.containsKey(key)) {
                muxes.get(key).save();
                muxes.put(key, SingleKeyMux.restore(context(), key.hashCode()));
            }
        }

        void end() throws Exception {
            for (String ended : toDrain) {
                key = ended;
                muxes.get(key).drain();
                assertThat(stores.get(key).isEmpty()).isTrue();
            }
        }

        @Override
        public double weight(String stream) {
            return TestMuxes.weight(number, stream);
        }

        @Override
        public Rec copy(Rec record) {
            return record;
        }

        @Override
        public void emit(Draw<Rec> draw, StreamRegistry streams) throws Exception {
            output.add(new Drawn<>(
                    key,
                    streams.id(draw.stream()),
                    draw.number(),
                    draw.activation(),
                    draw.age(),
                    draw.repeats(),
                    draw.value()));
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void wakeAt(long time) {
            throw new AssertionError("no stream may fall silent");
        }

        @Override
        public long arrivalTime(long timestamp) {
            throw new AssertionError("no key expires");
        }

        @Override
        public void expireAt(long time) {
            throw new AssertionError("no key expires");
        }

        @Override
        public void drainAtEnd() {
            toDrain.add(key);
        }

        List<Drawn<String, Rec>> of(String wanted) {
            return output.stream().filter(drawn -> drawn.key().equals(wanted)).toList();
        }
    }

    @Test
    void itEmitsWhatTheOperatorEmits() throws Exception {
        for (int number = 0; number < CASES; number++) {
            Loop loop = new Loop(number);
            for (Rec record : TestMuxes.arrivals(number)) {
                loop.send(record);
            }
            loop.end();
            // The operator does not say in which order keys are drained.
            assertThat(loop.output)
                    .as("case %d", number)
                    .containsExactlyInAnyOrderElementsOf(TestMuxes.ofTheOperator(number));
        }
    }

    @Test
    void savingAnywhereChangesNothing() throws Exception {
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(Seeds.mix(number, 3));
            Loop unbroken = new Loop(number);
            Loop broken = new Loop(number);
            for (Rec record : TestMuxes.arrivals(number)) {
                unbroken.send(record);
                broken.send(record);
                if (random.nextInt(30) == 0) {
                    broken.restart("k" + random.nextInt(2));
                }
            }
            unbroken.end();
            broken.end();
            for (String key : new String[] {"k0", "k1"}) {
                assertThat(broken.of(key)).as("case %d", number).isEqualTo(unbroken.of(key));
            }
        }
    }
}
