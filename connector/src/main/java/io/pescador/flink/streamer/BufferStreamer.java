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

/** Batches of samples. */
final class BufferStreamer<T, B> extends StepStreamer<T, B> {

    private final int size;
    private final boolean partial;
    private final Batcher<T, B> batcher;
    private final ItemCodec<T> codec;

    private BufferStreamer(Streamer<T> streamer, int size, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        super(streamer);
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
    public ActiveStream<B> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    Streamer<B> on(Streamer<T> other) {
        return new BufferStreamer<>(other, size, partial, batcher, codec);
    }

    @Override
    String words() {
        return "buffer " + size + (partial ? " partial" : "") + batcher.words();
    }

    private final class Active extends StepStream<T, B> {

        private List<T> waiting = new ArrayList<>(size);
        private final Trace trace = new Trace();
        private Origin origin;
        private B batch;
        private boolean ended;

        Active(ActivationContext context) throws IOException {
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.BUFFER);
                ended = state.flag();
                for (int n = state.number(size - 1, "the number of samples in a batch"); n > 0; n--) {
                    waiting.add(state.item(codec));
                }
                origin = partial && !waiting.isEmpty() ? Origin.restore(state) : null;
            }
            stream = streamer.activate(
                    context.bounded(samples(context.quota(), 0), samples(context.atMost(), waiting.size())));
        }

        private long samples(long batches, int there) {
            return batches > Long.MAX_VALUE / size ? Long.MAX_VALUE : batches * size - there;
        }

        @Override
        public PollResult poll() throws IOException {
            while (!ended) {
                PollResult answer = stream.poll();
                if (answer == PollResult.PENDING) {
                    return answer;
                }
                ended = answer == PollResult.END;
                if (!ended) {
                    waiting.add(stream.item());
                    if (partial) {
                        // What comes after it may be the end, where the stream can no longer say where this one came
                        // from.
                        trace.clear();
                        stream.locate(trace);
                        origin = trace.origin();
                    }
                }
                if (waiting.size() == size || ended && partial && !waiting.isEmpty()) {
                    batch = batcher.batch(waiting);
                    waiting = new ArrayList<>(size);
                    return PollResult.ITEM;
                }
            }
            return PollResult.END;
        }

        @Override
        public B item() {
            return batch;
        }

        /** A batch comes from where its last sample came from. */
        @Override
        public void locate(Trace whole) {
            if (partial) {
                whole.follow(origin);
            } else {
                stream.locate(whole);
            }
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.BUFFER);
            out.flag(ended);
            out.number(waiting.size());
            for (T sample : waiting) {
                codec.write(sample, out.data());
            }
            if (partial && !waiting.isEmpty()) {
                origin.save(out);
            }
            stream.save(out);
        }
    }
}
