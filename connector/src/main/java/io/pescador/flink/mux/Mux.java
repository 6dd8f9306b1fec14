// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;
import java.util.List;

/**
 * A streamer made of streamers, which picks at each draw the one that gives the next sample. Immutable; muxes nest to any depth.
 *
 * @param <T> type of a sample
 */
public abstract sealed class Mux<T> implements Streamer<T> permits StochasticMux, ShuffledMux, RoundRobinMux, ChainMux {

    private final String name;
    private final Pool<T> pool;

    Mux(String name, Pool<T> pool) {
        this.name = name;
        this.pool = pool;
    }

    static <T> Pool<T> poolOf(String name, List<? extends Streamer<T>> streams) {
        if (streams.isEmpty()) {
            throw refused(name, "there are no streams to pick from");
        }
        return Pool.of(streams);
    }

    /** {@code reason}, said of the mux. */
    static IllegalArgumentException refused(String name, String reason) {
        return new IllegalArgumentException("mux \"" + name + "\": " + reason);
    }

    /** What a shard is dealt, unless that is nothing. */
    final Dealt<T> dealt(Dealt<T> part) {
        if (part.isEmpty()) {
            throw refused(name, "a shard is left without a stream, since none can be divided: use fewer shards");
        }
        return part;
    }

    @Override
    public final ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new MuxStream<>(this, context);
    }

    @Override
    public final boolean wholeWhenCycled() {
        return false;
    }

    @Override
    public final void sign(Signature signature) {
        signature.add(kind().title()).add(settings()).add("{");
        pool.sign(signature);
        signature.add("}");
    }

    @Override
    public final String name() {
        return name;
    }

    /** How many streamers it picks from. */
    public final int size() {
        return pool.size();
    }

    final Pool<T> pool() {
        return pool;
    }

    abstract NodeKind kind();

    /** All that decides what is drawn, in words. */
    abstract String settings();

    /** The long-run share of each stream; null where there is no such thing. */
    abstract double[] shares();

    /** The picker of a fresh activation. */
    abstract Picker start(ActivationContext context) throws IOException;

    /** The picker of one that goes on. */
    abstract Picker restore(ActivationContext context, StateIn in) throws IOException;

    /** An activation is closed, perhaps not for the first time. */
    void closed(Picker picker) {}
}
