// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.RoundRobinPolicy;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mux: a pool of streams and the policy that picks from them.
 *
 * @param weights null for a uniform choice; {@link Weights.InOrder} once patterns are expanded
 * @param schedule how they change
 */
@Internal
public record MuxSpec(int node, String name, Policy policy, Pool pool, Weights weights, Schedule schedule, Steps steps)
        implements Spec {

    /** Where the streams of a mux come from. */
    public sealed interface Pool extends Serializable {}

    /** Streams that are listed; after expansion, all are. */
    public record Listed(List<Spec> streams) implements Pool {}

    /**
     * Streams that patterns stand for: one for each file of a leaf, or, with {@code each}, one for each value of a capture.
     *
     * @param of the template
     * @param each name of a capture, or null
     */
    public record Unfolded(Spec of, String each) implements Pool {}

    /** The streams of an expanded mux; of another one, the template. */
    public List<Spec> streams() {
        return pool instanceof Listed listed ? listed.streams() : List.of(((Unfolded) pool).of());
    }

    /** The weights of an expanded mux; null for a uniform choice. */
    public double[] inOrder() {
        return weights instanceof Weights.InOrder list ? list.values() : null;
    }

    /** The shares of all of the mux's samples that its streams are to have; NaN where none are promised, or weights change. */
    public double[] shares() {
        if (schedule.isEmpty()) {
            return sharesAt(0);
        }
        double[] shares = new double[streams().size()];
        Arrays.fill(shares, Double.NaN);
        return shares;
    }

    /**
     * The shares that the streams are to have at some moment.
     *
     * @param sample of the global order
     * @return NaN where the policy promises none
     */
    public double[] sharesAt(long sample) {
        double[] weights = schedule.isEmpty() ? inOrder() : schedule.at(sample, inOrder());
        double[] shares = policy.targetShares(FixedPool.of(streams().size(), weights));
        if (shares != null) {
            return shares;
        }
        // Streams that take turns for ever have equal shares as long as they have samples.
        boolean turns = policy instanceof RoundRobinPolicy inTurn && inTurn.mode() != RoundRobinPolicy.Mode.EXHAUSTIVE;
        shares = new double[streams().size()];
        Arrays.fill(shares, turns ? 1.0 / shares.length : Double.NaN);
        return shares;
    }

    @Override
    public List<LeafSpec> leaves() {
        return streams().stream().flatMap(stream -> stream.leaves().stream()).toList();
    }

    @Override
    public List<LeafSpec> drawn() {
        return IntStream.range(0, streams().size())
                .filter(this::isDrawn)
                .mapToObj(i -> streams().get(i).drawn())
                .flatMap(List::stream)
                .toList();
    }

    private boolean isDrawn(int stream) {
        return inOrder() == null
                || inOrder()[stream] > 0
                || schedule.changes().stream().anyMatch(change -> change.inOrder()[stream] > 0);
    }

    @Override
    public long maxOpen() {
        return policy.most(streams().stream().mapToLong(Spec::maxOpen).toArray());
    }

    @Override
    public long held() {
        return steps.held()
                + policy.most(streams().stream().mapToLong(Spec::held).toArray());
    }

    /** How messages end that speak of this mux. */
    public String called() {
        return name == null ? "" : " of mux \"" + name + "\"";
    }
}
