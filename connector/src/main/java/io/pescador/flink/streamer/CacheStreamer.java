// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replays samples at random. Source: {@code pescador.maps.cache}. */
final class CacheStreamer<T> implements Streamer<T> {

    private final Streamer<T> streamer;
    private final int capacity;
    private final double fresh;
    private final ItemCodec<T> codec;

    private CacheStreamer(Streamer<T> streamer, int capacity, double fresh, ItemCodec<T> codec) {
        this.streamer = streamer;
        this.capacity = capacity;
        this.fresh = fresh;
        this.codec = codec;
    }

    static <T> Streamer<T> of(Streamer<T> streamer, int capacity, double fresh, ItemCodec<T> codec) {
        if (capacity < 1) {
            throw new IllegalArgumentException("cache size is " + capacity + ": it keeps at least one sample");
        }
        if (!(fresh > 0 && fresh <= 1)) {
            throw new IllegalArgumentException("cache probability is " + fresh + ": it is above 0 and at most 1");
        }
        return new CacheStreamer<>(streamer, capacity, fresh, codec);
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
        return new CacheStreamer<>(streamer.cut(part), capacity, fresh, codec);
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
        signature.add("cache " + capacity + " " + fresh);
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private final class Active implements ActiveStream<T> {

        private final long seed;
        private final ActiveStream<T> stream;
        private final List<T> kept = new ArrayList<>();
        private long given;
        private T item;

        Active(Opening opening) throws IOException {
            seed = opening.seed();
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.CACHE);
                given = state.number();
                for (int n = state.number(capacity, "the number of samples in a cache"); n > 0; n--) {
                    kept.add(codec.read(state.data()));
                }
            }
            stream = streamer.activate(opening);
        }

        @Override
        public Poll poll() throws IOException {
            // What is decided depends on the number of the sample only, so that asking again after PENDING decides the
            // same.
            long chance = Seeds.mix(seed, given);
            boolean full = kept.size() == capacity;
            int place = (int) (Seeds.unit(Seeds.mix(chance, 1)) * capacity);
            if (full && Seeds.unit(Seeds.mix(chance, 0)) >= fresh) {
                item = kept.get(place);
                given++;
                return Poll.ITEM;
            }
            Poll answer = stream.poll();
            if (answer == Poll.ITEM) {
                item = stream.item();
                given++;
                if (full) {
                    kept.set(place, item);
                } else {
                    kept.add(item);
                }
            }
            return answer;
        }

        @Override
        public T item() {
            return item;
        }

        /** A sample from the cache is located where the newest sample came from. */
        @Override
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.CACHE);
            out.number(given);
            out.number(kept.size());
            for (T sample : kept) {
                codec.write(sample, out.data());
            }
            stream.save(out);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
