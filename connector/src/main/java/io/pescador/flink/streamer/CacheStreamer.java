// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replays samples at random. Source: {@code pescador.maps.cache}. */
final class CacheStreamer<T> implements Streamer<T> {

    private final Streamer<T> streamer;
    private final Replay replay;
    private final ItemCodec<T> codec;

    private CacheStreamer(Streamer<T> streamer, Replay replay, ItemCodec<T> codec) {
        this.streamer = streamer;
        this.replay = replay;
        this.codec = codec;
    }

    static <T> Streamer<T> of(Streamer<T> streamer, int capacity, double fresh, ItemCodec<T> codec) {
        return new CacheStreamer<>(streamer, new Replay(capacity, fresh), codec);
    }

    @Override
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<T> cut(Cut part) {
        return new CacheStreamer<>(streamer.cut(part), replay, codec);
    }

    @Override
    public boolean divisible() {
        return streamer.divisible();
    }

    @Override
    public boolean canOpenEarly() {
        return streamer.canOpenEarly();
    }

    @Override
    public long maxOpen() {
        return streamer.maxOpen();
    }

    @Override
    public void sign(Signature signature) {
        signature.add("cache " + replay.capacity() + " " + replay.fresh());
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private record Kept<T>(T item, Origin origin) {}

    private final class Active implements ActiveStream<T> {

        private final long seed;
        private final ActiveStream<T> stream;
        private final List<Kept<T>> kept = new ArrayList<>();
        private final Trace trace = new Trace();
        private long given;
        private Kept<T> last;

        Active(Opening opening) throws IOException {
            seed = opening.seed();
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.CACHE);
                given = state.number();
                for (int n = state.number(replay.capacity(), "the number of samples in a cache"); n > 0; n--) {
                    kept.add(new Kept<>(state.item(codec), Origin.restore(state)));
                }
            }
            stream = streamer.activate(opening);
        }

        @Override
        public Poll poll() throws IOException {
            if (!replay.wantsFresh(seed, given, kept.size())) {
                last = kept.get(replay.place(seed, given++));
                return Poll.ITEM;
            }
            Poll answer = stream.poll();
            if (answer == Poll.ITEM) {
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

        @Override
        public void adopt() {
            stream.adopt();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
