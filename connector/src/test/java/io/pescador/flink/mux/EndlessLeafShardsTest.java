// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A leaf that never ends, since it is itself cycled, gives each shard all of its items; the streams of a cycled mux are divided. */
class EndlessLeafShardsTest {

    private static final Streamer<Integer> LEAF = Streamer.of(1, 2, 3, 4);
    private static final int SHARDS = 8;

    static Stream<Streamer<Integer>> endlessLeaves() {
        return Stream.of(
                LEAF.cycle(),
                LEAF.map(i -> i).cycle(),
                LEAF.cycle().map(i -> i),
                LEAF.filter(i -> true).cycle(false),
                LEAF.cycle().maxIter(SHARDS * 16));
    }

    @ParameterizedTest
    @MethodSource("endlessLeaves")
    void eachShardHasAllItems(Streamer<Integer> leaf) {
        for (int shard = 0; shard < SHARDS; shard++) {
            assertThat(items(leaf, shard, SHARDS, 16)).containsExactlyInAnyOrder(1, 2, 3, 4);
        }
    }

    @Test
    void theStreamsOfACycledMuxAreDivided() {
        Streamer<Integer> mux =
                Mux.of(List.of(LEAF, Streamer.of(5, 6, 7, 8)), ChainPolicy.of()).cycle();
        Set<Integer> first = items(mux, 0, 2, 64);
        Set<Integer> second = items(mux, 1, 2, 64);
        assertThat(first).hasSize(4).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(4);
    }

    @Test
    void aFiniteLeafIsDivided() {
        List<Integer> all = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            all.addAll(items(LEAF.epochs(3), shard, 2, 64));
        }
        assertThat(all).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    private static Set<Integer> items(Streamer<Integer> streamer, int shard, int shards, int draws) {
        List<Integer> items = new ArrayList<>();
        Sampling.start(streamer.cut(Cut.shard(shard, shards)), 1)
                .iterator(draws)
                .forEachRemaining(items::add);
        return new HashSet<>(items);
    }
}
