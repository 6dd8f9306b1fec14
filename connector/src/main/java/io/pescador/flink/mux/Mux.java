// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A streamer made of streamers, which picks at each draw the one that gives the next sample: a pool, and a policy that picks.
 *
 * <pre>{@code
 * Mux<Sample> mux = Mux.of(files, StochasticPolicy.of(32).rate(16));
 * Mux<Sample> both = Mux.of(Pool.of(List.of(speech, music)).weights(.75, .25), ShuffledPolicy.of());
 * }</pre>
 *
 * <p>Immutable and thread-safe; muxes nest to any depth.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class Mux<T> implements Streamer<T> {

    private static final long serialVersionUID = 1;

    private final String name;
    private final Pool<T> pool;
    private final Policy policy;
    private final Pickers<Picker> pickers;

    private Mux(String name, Pool<T> pool, Policy policy) {
        this.name = name;
        this.pool = pool;
        this.policy = policy;
        pickers = inName(name, () -> policy.over(pool));
    }

    /**
     * A mux over streams that all count the same.
     *
     * @param streams at least one; copied, but for a {@link io.pescador.flink.streamer.LazyStreams}
     * @throws IllegalArgumentException if the policy does not fit the streams; the message names what is wrong
     */
    public static <T> Mux<T> of(List<? extends Streamer<T>> streams, Policy policy) {
        return of(policy.kind(), Pool.of(streams), policy);
    }

    /** A mux over a pool; messages call it by the kind of its policy. */
    public static <T> Mux<T> of(Pool<T> pool, Policy policy) {
        return of(policy.kind(), pool, policy);
    }

    /** @param name what messages call the mux */
    public static <T> Mux<T> of(String name, List<? extends Streamer<T>> streams, Policy policy) {
        return of(name, Pool.of(streams), policy);
    }

    /**
     * @param name what messages call the mux
     * @throws IllegalArgumentException if a weight is wrong, or the policy does not fit the pool; the message names the mux and what is
     *     wrong
     */
    public static <T> Mux<T> of(String name, Pool<T> pool, Policy policy) {
        return new Mux<>(name, inName(name, () -> checked(pool, policy)), policy);
    }

    private static <T> Pool<T> checked(Pool<T> pool, Policy policy) {
        Pool<T> checked = pool.checked();
        if (!checked.revisions().isEmpty() && !policy.followsRevisions()) {
            throw new IllegalArgumentException("there is a schedule, and a mux \"" + policy.kind() + "\" of "
                    + policy.settings() + " cannot follow weights that change: leave out the schedule, or take a"
                    + " stochastic mux in a mode other than exhaustive, with the weighting share");
        }
        return checked;
    }

    private static <R> R inName(String name, Supplier<R> checked) {
        try {
            return checked.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("mux \"" + name + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new MuxStream<>(this, context);
    }

    @Override
    public boolean finite() {
        return policy.finite(pool);
    }

    @Override
    public Streamer<T> cut(Cut part) {
        if (part.isWhole()) {
            return this;
        }
        Policy policyPart = inName(name, () -> policy.part(part));
        Pool<T> poolPart = pool.part(part, policy.sharding());
        if (poolPart.size() == 0) {
            throw new IllegalArgumentException("mux \"" + name
                    + "\": a shard is left without a stream, since none can be divided: use fewer shards");
        }
        return new Mux<>(name, poolPart, policyPart);
    }

    @Override
    public long maxOpen() {
        return pool.maxOpen(policy);
    }

    @Override
    public boolean wholeWhenCycled() {
        return false;
    }

    @Override
    public void sign(Signature signature) {
        signature.add(policy.kind() + " mux").add(policy.settings());
        pool.sign(signature);
    }

    @Override
    public String name() {
        return name;
    }

    /** How many streams it picks from. */
    public int size() {
        return pool.size();
    }

    /** How many streams are active at a time, at most. */
    public int slots() {
        return policy.slots(size());
    }

    /** How it picks. In a shard's part of a mux, the shard's part of the policy. */
    public Policy policy() {
        return policy;
    }

    Pool<T> pool() {
        return pool;
    }

    Pickers<Picker> pickers() {
        return pickers;
    }
}
