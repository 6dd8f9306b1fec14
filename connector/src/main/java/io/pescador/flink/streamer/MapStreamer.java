// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

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
    public ActiveStream<R> activate(ActivationContext context) throws IOException {
        return new Active(context);
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

        Active(ActivationContext context) throws IOException {
            seed = context.seed();
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.MAP);
                mapped = state.number();
            }
            stream = streamer.activate(context);
        }

        @Override
        public PollResult poll() throws IOException {
            PollResult answer = stream.poll();
            if (answer == PollResult.ITEM) {
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
