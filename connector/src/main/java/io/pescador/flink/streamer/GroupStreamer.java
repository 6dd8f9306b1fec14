// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.group.Grouping;
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

/** Batches of samples that go together. */
final class GroupStreamer<T, B> extends StepStreamer<T, B> {

    private final Grouping<T> grouping;
    private final boolean partial;
    private final Batcher<T, B> batcher;
    private final ItemCodec<T> codec;

    GroupStreamer(
            Streamer<T> streamer, Grouping<T> grouping, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        super(streamer);
        this.grouping = grouping;
        this.partial = partial;
        this.batcher = batcher;
        this.codec = codec;
    }

    @Override
    public ActiveStream<B> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    Streamer<B> on(Streamer<T> other) {
        return new GroupStreamer<>(other, grouping, partial, batcher, codec);
    }

    @Override
    String words() {
        return grouping.words() + (partial ? " partial" : "") + batcher.words();
    }

    private record Waiting<T>(T sample, Origin origin) {}

    private final class Active extends StepStream<T, B> {

        private final Grouping.Groups<Waiting<T>> groups = grouping.start(Waiting::sample);
        private final Trace trace = new Trace();
        private Origin origin;
        private B batch;
        private boolean ended;

        Active(ActivationContext context) throws IOException {
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.GROUP);
                ended = state.flag();
                for (long n = state.number(); n > 0; n--) {
                    groups.add(new Waiting<>(state.item(codec), Origin.restore(state)));
                }
            }
            // How many samples a batch takes is not known, nor how many batches a quota of samples makes.
            stream = streamer.activate(context.bounded(Long.MAX_VALUE, Long.MAX_VALUE));
        }

        @Override
        public PollResult poll() throws IOException {
            while (true) {
                List<Waiting<T>> group = groups.full();
                if (group == null && ended) {
                    group = partial ? groups.rest() : null;
                    if (group == null) {
                        return PollResult.END;
                    }
                }
                if (group != null) {
                    give(group);
                    return PollResult.ITEM;
                }
                PollResult answer = stream.poll();
                if (answer == PollResult.PENDING) {
                    return answer;
                }
                ended = answer == PollResult.END;
                if (!ended) {
                    trace.clear();
                    stream.locate(trace);
                    groups.add(new Waiting<>(stream.item(), trace.origin()));
                }
            }
        }

        private void give(List<Waiting<T>> group) throws IOException {
            List<T> samples = new ArrayList<>(group.size());
            for (Waiting<T> each : group) {
                samples.add(each.sample);
            }
            origin = group.get(group.size() - 1).origin;
            batch = batcher.batch(samples);
        }

        @Override
        public B item() {
            return batch;
        }

        /** A batch comes from where its last sample came from. */
        @Override
        public void locate(Trace whole) {
            whole.follow(origin);
        }

        /** Layout: whether the stream has ended; varint number of samples that wait; each with its origin; the stream. */
        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.GROUP);
            out.flag(ended);
            List<Waiting<T>> waiting = groups.waiting();
            out.number(waiting.size());
            for (Waiting<T> each : waiting) {
                codec.write(each.sample, out.data());
                each.origin.save(out);
            }
            stream.save(out);
        }
    }
}
