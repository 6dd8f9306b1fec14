// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.ListRows;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Trees of every kind of node and picker, of each of which a state is kept in {@code src/test/resources/state}. A new version of the layout
 * gets a new directory, which {@link #main} fills; those of older versions stay.
 */
final class GoldenStates {

    static final long SEED = 7;

    /** After so many samples the states were saved. */
    static final int DRAWN = 23;

    private GoldenStates() {}

    /** The trees by the names of their files. */
    static Map<String, Streamer<String>> trees() {
        Map<String, Streamer<String>> trees = new TreeMap<>();
        trees.put("rows-random", Streamer.rows(new ListRows<>(list("r", 9)), RowOrder.RANDOM));
        trees.put("items-map-filter-limit", combined());
        trees.put(
                "buffer-partial",
                Streamer.of(list("b", 7)).cycle().buffer(3, true, b -> String.join("+", b), Trees.TEXT));
        trees.put("cache", Streamer.of(list("c", 40)).cycle(false).cache(4, .5, Trees.TEXT));
        trees.put("chain", Mux.of(streams(), ChainPolicy.of().mode(ChainPolicy.Mode.CYCLE)));
        trees.put(
                "round-robin-permuted",
                Mux.of(streams(), RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.PERMUTED_CYCLE)));
        trees.put("shuffled", Mux.of(streams(), ShuffledPolicy.of()));
        trees.put("shuffled-weights", Mux.of(Pool.of(streams()).weights(5, 3, 0, 1, .1), ShuffledPolicy.of()));
        trees.put("stochastic", Mux.of(streams(), three().rate(2.5)));
        trees.put("stochastic-share-with-replacement", Mux.of(unequal(), three().rate(2.5)));
        trees.put(
                "stochastic-share-single-active",
                Mux.of(unequal(), three().rate(2.5).mode(Mode.SINGLE_ACTIVE).pruneEmptyStreams(false)));
        trees.put("stochastic-share-schedule", scheduled());
        trees.put("stochastic-share-by-length", Mux.of(unequal(), three()));
        trees.put(
                "stochastic-pescador-weights", Mux.of(unequal(), three().rate(4).weighting(Weighting.PESCADOR)));
        trees.put(
                "stochastic-exhaustive-epochs",
                Mux.of(streams(), three().mode(Mode.EXHAUSTIVE)).epochs(4));
        trees.put("nested", nested());
        trees.put("nested-weights", goingOn());
        trees.put("weights-epochs-alike", weighted(three().rate(3)).maxIter(30).epochs(9, false));
        return trees;
    }

    private static List<String> list(String name, int size) {
        return IntStream.range(0, size).mapToObj(i -> name + i).toList();
    }

    /** Of 5, 8, 0, 2 and 40 items. */
    private static List<Streamer<String>> streams() {
        List<Streamer<String>> streams = new ArrayList<>();
        for (int size : new int[] {5, 8, 0, 2, 40}) {
            streams.add(Streamer.of(list("s" + streams.size() + ".", size)));
        }
        return streams;
    }

    private static Pool<String> unequal() {
        return Pool.of(streams()).weights(5, 3, 0, 1, .1);
    }

    /** After the second of three revisions. */
    private static Streamer<String> scheduled() {
        WeightSchedule schedule = WeightSchedule.none().at(7, 1, 1, 1, 0, 1).ramp(15, 12, 0, 5, 1, 1, 1);
        return Mux.of(Pool.of(streams()).weights(5, 3, 0, 1, .1).schedule(schedule), three().rate(2.5));
    }

    private static StochasticPolicy three() {
        return StochasticPolicy.of(3);
    }

    private static Streamer<String> combined() {
        return Streamer.of(list("i", 10))
                .filter(item -> !item.endsWith("3"))
                .map((item, random) -> item + "/" + random.nextInt(100))
                .cycle()
                .maxIter(60);
    }

    private static Streamer<String> nested() {
        List<Streamer<String>> outer = new ArrayList<>();
        outer.add(weighted(three().rate(3)));
        outer.add(Mux.of(streams(), RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.CYCLE)));
        outer.add(Streamer.rows(new ListRows<>(list("rot", 11)), RowOrder.ROTATING));
        return Mux.of(outer, StochasticPolicy.of(2).rate(6));
    }

    /** Of each mux some activations are open, and others have left something. */
    private static Streamer<String> goingOn() {
        return Mux.of(
                List.of(
                        weighted(three().rate(9)),
                        weighted(three().rate(3).mode(Mode.SINGLE_ACTIVE)),
                        weighted(three())),
                StochasticPolicy.of(4).rate(2));
    }

    private static Streamer<String> weighted(Policy policy) {
        return Mux.of(Pool.of(streams()).weights(1, 2, 3, 4, 5), policy);
    }

    static byte[] stateOf(Streamer<String> tree) throws IOException {
        try (Sampling<String> sampling = Sampling.start(tree, SEED)) {
            draw(sampling, DRAWN);
            return sampling.save();
        }
    }

    /** The next samples, {@code n} at most. */
    static List<String> draw(Sampling<String> sampling, int n) throws IOException {
        List<String> drawn = new ArrayList<>();
        while (drawn.size() < n && sampling.poll() == PollResult.ITEM) {
            drawn.add(sampling.sample());
        }
        return drawn;
    }

    /** Writes the states of today's layout. */
    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, Streamer<String>> tree : trees().entrySet()) {
            Files.write(directory.resolve(tree.getKey() + ".bin"), stateOf(tree.getValue()));
        }
    }
}
