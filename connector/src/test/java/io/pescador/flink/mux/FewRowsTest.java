// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.ListRows;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream with fewer items than there are shards: some shards have a part without items, and the union has each item once. */
class FewRowsTest {

    private static final int MOST = 1000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void theUnionOfTheShardsHasEachItemOnce(int shards) {
        for (int rows = 0; rows <= shards + 1; rows++) {
            List<Integer> items = IntStream.range(0, rows).boxed().toList();
            List<Streamer<Integer>> leaves = new ArrayList<>(List.of(Streamer.of(items)));
            for (RowOrder order : List.of(RowOrder.IN_ORDER, RowOrder.SHUFFLED, RowOrder.ROTATING)) {
                leaves.add(Streamer.rows(new ListRows<>(items), order));
            }
            for (Streamer<Integer> leaf : leaves) {
                assertThat(union(leaf, shards))
                        .as("a leaf")
                        .hasSameElementsAs(items)
                        .hasSize(rows);
                assertThat(union(leaf.epochs(2), shards)).as("two epochs").hasSize(2 * rows);
                List<Streamer<Integer>> streams = List.of(
                        leaf, Streamer.of(IntStream.range(100, 140).boxed().toList()));
                List<Streamer<Integer>> muxes = List.of(
                        Mux.of(streams, RoundRobinPolicy.of()),
                        Mux.of(streams, ChainPolicy.of()),
                        Mux.of(List.of(leaf), StochasticPolicy.of(shards).mode(Mode.EXHAUSTIVE)));
                for (Streamer<Integer> mux : muxes) {
                    assertThat(union(mux, shards))
                            .filteredOn(item -> item < 100)
                            .hasSameElementsAs(items)
                            .hasSize(rows);
                }
            }
        }
    }

    /** Four of eight shards have only a quarter of the stream of one item: three of them have nothing to give, and end. */
    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "8, 5000"})
    void anEndlessMuxGoesOnWithoutThePartsThatHaveNothing(int shards, int samples) {
        List<Streamer<Integer>> streams = List.of(
                Streamer.of(1), Streamer.of(IntStream.range(100, 140).boxed().toList()));
        Streamer<Integer> mux = Mux.of(streams, StochasticPolicy.of(2 * shards).rate(4));
        assertThat(union(mux, shards)).hasSize(samples).contains(1);
    }

    private static List<Integer> union(Streamer<Integer> streamer, int shards) {
        List<Integer> all = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            Sampling.start(streamer.cut(Cut.shard(shard, shards)), 1)
                    .iterator(MOST)
                    .forEachRemaining(all::add);
        }
        return all;
    }
}
