// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import org.apache.commons.rng.core.source64.SplitMix64;

import java.io.IOException;

/** Maps each sample, with randomness that is a function of the activation and the sample's number in it. */
final class MapStreamer<T, R> extends StepStreamer<T, R> {

    private final SeededFunction<? super T, ? extends R> function;

    MapStreamer(Streamer<T> streamer, SeededFunction<? super T, ? extends R> function) {
        super(streamer);
        this.function = function;
    }

    @Override
    public ActiveStream<R> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    public long knownLength() {
        return streamer.knownLength();
    }

    @Override
    Streamer<R> on(Streamer<T> other) {
        return new MapStreamer<>(other, function);
    }

    @Override
    String words() {
        return "map";
    }

    private final class Active extends StepStream<T, R> {

        private final long seed;
        private long mapped;
        private R item;

        Active(Opening opening) throws IOException {
            seed = opening.seed();
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.MAP);
                mapped = state.number();
            }
            stream = streamer.activate(opening);
        }

        @Override
        public Poll poll() throws IOException {
            Poll answer = stream.poll();
            if (answer == Poll.ITEM) {
                item = function.apply(stream.item(), new SplitMix64(Seeds.mix(seed, mapped++)));
            }
            return answer;
        }

        @Override
        public R item() {
            return item;
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.MAP);
            out.number(mapped);
            stream.save(out);
        }
    }
}
