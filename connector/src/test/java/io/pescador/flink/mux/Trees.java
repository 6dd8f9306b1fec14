// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.ListRows;
import io.pescador.flink.streamer.RowsStreamer;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.state.ItemCodec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random trees of streamers: every mux and mode, every combinator, finite, empty and endless leaves. */
final class Trees {

    static final ItemCodec<String> TEXT = new ItemCodec<>() {
        @Override
        public void write(String item, DataOutput out) throws IOException {
            out.writeUTF(item);
        }

        @Override
        public String read(DataInput in) throws IOException {
            return in.readUTF();
        }
    };

    /** What leaves there are. */
    enum Leaves {
        ANY,
        EMPTY
    }

    /** A tree with the number that it was made from, which a failing property prints. */
    record Tree(long number, Streamer<String> streamer) {
        @Override
        public String toString() {
            return "tree " + number;
        }
    }

    private final Random random;
    private final Leaves leaves;
    private int items;

    private Trees(long number, Leaves leaves) {
        random = new Random(number);
        this.leaves = leaves;
    }

    static Tree of(long number, Leaves leaves) {
        return new Tree(number, new Trees(number, leaves).node(3));
    }

    static Arbitrary<Tree> arbitrary(Leaves leaves) {
        return Arbitraries.longs().map(number -> of(number, leaves));
    }

    private Streamer<String> node(int depth) {
        Streamer<String> node = depth == 0 || random.nextInt(5) == 0 ? leaf() : mux(depth - 1);
        for (int i = random.nextInt(3); i > 0; i--) {
            node = around(node);
        }
        return node;
    }

    private Streamer<String> around(Streamer<String> node) {
        return switch (random.nextInt(9)) {
            case 0 -> node.map(item -> item + "'");
            case 1 -> node.map((item, rng) -> item + rng.nextInt(10));
            case 2 -> node.buffer(1 + random.nextInt(3), random.nextBoolean(), batch -> String.join("+", batch), TEXT);
            case 3 -> node.cache(1 + random.nextInt(4), .25 + .75 * random.nextDouble(), TEXT);
            case 4 -> node.maxIter(random.nextInt(12));
            case 5 -> node.cycle(random.nextBoolean());
            case 6 -> node.finite() ? node.epochs(1 + random.nextInt(3), random.nextBoolean()) : node;
            case 7 -> node.skipOnError(1_000_000);
                // A filter that refuses all of an endless stream would never end, so only finite ones are filtered.
            default -> node.finite() ? node.filter(item -> item.hashCode() % 3 != 0) : node;
        };
    }

    private Streamer<String> leaf() {
        int size = leaves == Leaves.EMPTY || random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(6);
        List<String> list =
                IntStream.range(0, size).mapToObj(i -> "i" + items++).toList();
        RowOrder[] orders = RowOrder.values();
        return switch (random.nextInt(6)) {
            case 0 -> Streamer.of(list);
            case 1 -> Streamer.rows(new ListRows<>(list), orders[random.nextInt(orders.length)]);
            case 2 -> passes(list);
            case 3 -> Streamer.<String>generate(rng -> list.stream()
                            .map(item -> item + "r" + rng.nextInt(10))
                            .iterator())
                    .finite(true);
            case 4 -> size == 0 ? Streamer.of() : endless("e" + items++);
            default -> Streamer.<String>items((seed, skip) -> from(list, skip)).finite(true);
        };
    }

    private Streamer<String> passes(List<String> list) {
        RowOrder order = random.nextBoolean() ? RowOrder.SHUFFLED : RowOrder.ROTATING;
        RowsStreamer<String> rows = Streamer.rows(new ListRows<>(list), order);
        int most = random.nextInt(4);
        return most == 0 ? rows : rows.maxEpochs(most);
    }

    private static Streamer<String> endless(String name) {
        return Streamer.items((seed, skip) -> {
            long[] next = {skip};
            return () -> name + "." + next[0]++;
        });
    }

    private static ItemReader<String> from(List<String> list, long skip) {
        long[] next = {skip};
        return () -> next[0] < list.size() ? list.get((int) next[0]++) : null;
    }

    private Streamer<String> mux(int depth) {
        int size = 1 + random.nextInt(5);
        List<Streamer<String>> streams = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            streams.add(node(depth));
        }
        return switch (random.nextInt(6)) {
            case 0 -> Mux.of(streams, RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.values()[random.nextInt(3)]));
            case 1 -> Mux.of(streams, ChainPolicy.of().mode(ChainPolicy.Mode.values()[random.nextInt(2)]));
            case 2 -> Mux.of(
                    Pool.of(streams).weights(weights(size)),
                    ShuffledPolicy.of().weighting(Weighting.values()[random.nextInt(2)]));
            default -> stochastic(streams);
        };
    }

    private Streamer<String> stochastic(List<Streamer<String>> streams) {
        StochasticPolicy policy = StochasticPolicy.of(1 + random.nextInt(4))
                .mode(Mode.values()[random.nextInt(3)])
                .dist(Dist.values()[random.nextInt(3)]);
        double[] weights = weights(streams.size());
        policy = policy.weighting(Weighting.values()[random.nextInt(2)]).pruneEmptyStreams(random.nextBoolean());
        boolean finite = streams.stream().allMatch(Streamer::finite);
        if (!finite || random.nextBoolean()) {
            // From 8 on, draws do not depend on how far streams are ahead.
            policy = policy.rate((random.nextInt(3) == 0 ? 8 : 1) + 4 * random.nextDouble());
        }
        return Mux.of(Pool.of(streams).weights(weights), policy);
    }

    /** Half of the time none; zeros among them, but not all. */
    private double[] weights(int size) {
        if (random.nextBoolean()) {
            return null;
        }
        double[] weights = random.doubles(size).map(w -> w < .2 ? 0 : w * w).toArray();
        weights[random.nextInt(size)] = 1;
        return weights;
    }

    /** A finite tree that gives each item of its leaves exactly once, all of whose leaves can be cut into {@code parts}. */
    static Tree cutable(long number, int parts) {
        Trees trees = new Trees(number, Leaves.ANY);
        return new Tree(number, trees.once(2, parts));
    }

    private Streamer<String> once(int depth, int parts) {
        if (depth == 0) {
            List<String> list = IntStream.range(0, parts + random.nextInt(10))
                    .mapToObj(i -> "i" + items++)
                    .toList();
            RowOrder[] orders = {RowOrder.IN_ORDER, RowOrder.SHUFFLED, RowOrder.RESHUFFLED, RowOrder.ROTATING};
            return random.nextBoolean()
                    ? Streamer.of(list)
                    : Streamer.rows(new ListRows<>(list), orders[random.nextInt(4)]);
        }
        int size = 1 + random.nextInt(6);
        List<Streamer<String>> streams = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            streams.add(once(depth - 1, parts));
        }
        Streamer<String> node =
                switch (random.nextInt(3)) {
                    case 0 -> Mux.of(streams, RoundRobinPolicy.of());
                    case 1 -> Mux.of(streams, ChainPolicy.of());
                    default -> Mux.of(
                            streams,
                            StochasticPolicy.of(parts + random.nextInt(3)).mode(Mode.EXHAUSTIVE));
                };
        return random.nextBoolean() ? node.map(item -> item) : node;
    }

    /** All that {@code part} of the tree holds. */
    static Streamer<String> shard(Tree tree, int index, int count) {
        return tree.streamer().cut(Cut.shard(index, count));
    }
}
