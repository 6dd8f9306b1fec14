// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import org.apache.commons.rng.core.source64.SplitMix64;

import java.io.IOException;

/** Maps each sample, with randomness that is a function of the activation and the sample's number in it. */
final class MapStreamer<T, R> implements Streamer<R> {

    private final Streamer<T> streamer;
    private final SeededFunction<? super T, ? extends R> function;

    MapStreamer(Streamer<T> streamer, SeededFunction<? super T, ? extends R> function) {
        this.streamer = streamer;
        this.function = function;
    }

    @Override
    public ActiveStream<R> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<R> cut(Cut part) {
        return new MapStreamer<>(streamer.cut(part), function);
    }

    @Override
    public boolean divisible() {
        return streamer.divisible();
    }

    @Override
    public long maxOpen() {
        return streamer.maxOpen();
    }

    @Override
    public void sign(Signature signature) {
        signature.add("map");
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private final class Active implements ActiveStream<R> {

        private final long seed;
        private final ActiveStream<T> stream;
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
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.MAP);
            out.number(mapped);
            stream.save(out);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
