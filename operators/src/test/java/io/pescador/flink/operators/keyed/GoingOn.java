// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.StateOut;

import java.util.List;

/** A stream that goes on where its last activation stopped, as the records of a keyed mux do: all activations share one place in it. */
final class GoingOn implements Streamer<Rec> {

    private static final long serialVersionUID = 1;

    private final transient List<Rec> items;
    private int taken;

    GoingOn(List<Rec> items) {
        this.items = items;
    }

    @Override
    public ActiveStream<Rec> activate(ActivationContext context) {
        return new ActiveStream<>() {
            private Rec item;

            @Override
            public PollResult poll() {
                if (taken == items.size()) {
                    return PollResult.END;
                }
                item = items.get(taken++);
                return PollResult.ITEM;
            }

            @Override
            public Rec item() {
                return item;
            }

            @Override
            public void locate(Trace trace) {
                trace.leaf(0, taken);
            }

            @Override
            public void save(StateOut out) {
                throw new UnsupportedOperationException("only ever run through");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean finite() {
        return true;
    }

    @Override
    public Streamer<Rec> cut(Cut part) {
        return this;
    }
}
