// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Origin;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.ItemCodec;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replays samples at random. Source: {@code pescador.maps.cache}. */
final class CacheStreamer<T> extends StepStreamer<T, T> {

    private final Replay replay;
    private final ItemCodec<T> codec;

    private CacheStreamer(Streamer<T> streamer, Replay replay, ItemCodec<T> codec) {
        super(streamer);
        this.replay = replay;
        this.codec = codec;
    }

    static <T> Streamer<T> of(Streamer<T> streamer, int capacity, double fresh, ItemCodec<T> codec) {
        return new CacheStreamer<>(streamer, new Replay(capacity, fresh), codec);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new CacheStreamer<>(other, replay, codec);
    }

    @Override
    String words() {
        return "cache " + replay.capacity() + " " + replay.fresh();
    }

    private record Kept<T>(T item, Origin origin) {}

    private final class Active extends StepStream<T, T> {

        private final long seed;
        private final List<Kept<T>> kept = new ArrayList<>();
        private final Trace trace = new Trace();
        private long given;
        private Kept<T> last;

        Active(ActivationContext context) throws IOException {
            seed = context.seed();
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.CACHE);
                given = state.number();
                for (int n = state.number(replay.capacity(), "the number of samples in a cache"); n > 0; n--) {
                    kept.add(new Kept<>(state.item(codec), Origin.restore(state)));
                }
            }
            stream = streamer.activate(context);
        }

        @Override
        public PollResult poll() throws IOException {
            if (!replay.wantsFresh(seed, given, kept.size())) {
                last = kept.get(replay.place(seed, given++));
                return PollResult.ITEM;
            }
            PollResult answer = stream.poll();
            if (answer == PollResult.ITEM) {
                trace.clear();
                stream.locate(trace);
                last = new Kept<>(stream.item(), trace.origin());
                if (kept.size() == replay.capacity()) {
                    kept.set(replay.place(seed, given), last);
                } else {
                    kept.add(last);
                }
                given++;
            }
            return answer;
        }

        @Override
        public T item() {
            return last.item;
        }

        /** A sample comes from where it came from when it was new. */
        @Override
        public void locate(Trace whole) {
            whole.follow(last.origin);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.CACHE);
            out.number(given);
            out.number(kept.size());
            for (Kept<T> sample : kept) {
                codec.write(sample.item, out.data());
                sample.origin.save(out);
            }
            stream.save(out);
        }
    }
}
