// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Batches of samples. */
final class BufferStreamer<T, B> implements Streamer<B> {

    private final Streamer<T> streamer;
    private final int size;
    private final boolean partial;
    private final Batcher<T, B> batcher;
    private final ItemCodec<T> codec;

    private BufferStreamer(Streamer<T> streamer, int size, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        this.streamer = streamer;
        this.size = size;
        this.partial = partial;
        this.batcher = batcher;
        this.codec = codec;
    }

    static <T, B> Streamer<B> of(
            Streamer<T> streamer, int size, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        if (size < 1) {
            throw new IllegalArgumentException("buffer size is " + size + ": a batch has at least one sample");
        }
        return new BufferStreamer<>(streamer, size, partial, batcher, codec);
    }

    @Override
    public ActiveStream<B> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<B> cut(Cut part) {
        return new BufferStreamer<>(streamer.cut(part), size, partial, batcher, codec);
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
        signature.add("buffer " + size + (partial ? " partial" : ""));
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private final class Active implements ActiveStream<B> {

        private final ActiveStream<T> stream;
        private List<T> waiting = new ArrayList<>(size);
        private B batch;
        private boolean ended;

        Active(Opening opening) throws IOException {
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.BUFFER);
                ended = state.flag();
                for (int n = state.number(size - 1, "the number of samples in a batch"); n > 0; n--) {
                    waiting.add(codec.read(state.data()));
                }
            }
            long batches = opening.atMost();
            stream = streamer.activate(opening.withAtMost(
                    batches > Long.MAX_VALUE / size ? Long.MAX_VALUE : batches * size - waiting.size()));
        }

        @Override
        public Poll poll() throws IOException {
            while (!ended) {
                Poll answer = stream.poll();
                if (answer == Poll.PENDING) {
                    return answer;
                }
                ended = answer == Poll.END;
                if (!ended) {
                    waiting.add(stream.item());
                }
                if (waiting.size() == size || ended && partial && !waiting.isEmpty()) {
                    batch = batcher.batch(waiting);
                    waiting = new ArrayList<>(size);
                    return Poll.ITEM;
                }
            }
            return Poll.END;
        }

        @Override
        public B item() {
            return batch;
        }

        /** A batch comes from where its last sample came from. */
        @Override
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.BUFFER);
            out.flag(ended);
            out.number(waiting.size());
            for (T sample : waiting) {
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
