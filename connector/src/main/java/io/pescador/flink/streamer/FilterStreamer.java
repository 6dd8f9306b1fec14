// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ShardContext;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** The samples that a predicate accepts. */
final class FilterStreamer<T> extends StepStreamer<T, T> {

    /** After as many refusals in a row the thread is given back, so that a filter that refuses everything cannot hold it for ever. */
    private static final int PATIENCE = 1024;

    private final SerializablePredicate<? super T> predicate;

    FilterStreamer(Streamer<T> streamer, SerializablePredicate<? super T> predicate) {
        super(streamer);
        this.predicate = predicate;
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new FilterStreamer<>(other, predicate);
    }

    @Override
    String words() {
        return "filter";
    }

    private final class Active extends StepStream<T, T> {

        private final ShardContext shard;

        Active(ActivationContext context) throws IOException {
            shard = context.shard();
            if (context.state() != null) {
                context.state().node(NodeKind.FILTER);
            }
            stream = streamer.activate(context.unbounded());
        }

        @Override
        public PollResult poll() throws IOException {
            for (int refused = 0; refused < PATIENCE; refused++) {
                PollResult answer = stream.poll();
                if (answer != PollResult.ITEM || predicate.test(stream.item())) {
                    return answer;
                }
            }
            shard.wake();
            return PollResult.PENDING;
        }

        @Override
        public T item() {
            return stream.item();
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.FILTER);
            stream.save(out);
        }
    }
}
