// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A kind of mux is one class: {@link LongestIdlePolicy} is drawn in a loop, cut into shards, nested, saved and restored like any other. */
class OwnKindTest {

    private static Streamer<String> letters(String letter, int count) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(letter + i);
        }
        return Streamer.of(items);
    }

    private static Mux<String> mux() {
        return Mux.of(List.of(letters("a", 4), letters("b", 2), letters("c", 4)), new LongestIdlePolicy());
    }

    private static List<String> draw(Sampling<String> sampling, int most) throws IOException {
        return GoldenStates.draw(sampling, most);
    }

    @Test
    void inALoop() {
        List<String> drawn = new ArrayList<>();
        mux().iterate(1).forEach(drawn::add);
        assertThat(drawn).containsExactly("a0", "b0", "c0", "a1", "b1", "c1", "a2", "c2", "a3", "c3");
        assertThat(mux().finite()).isTrue();
        assertThat(mux().slots()).isEqualTo(3);
    }

    @Test
    void inShards() {
        List<String> drawn = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            mux().cut(Cut.shard(shard, 2)).iterate(1).forEach(drawn::add);
        }
        assertThat(drawn).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void savedAnywhereItContinues() throws IOException {
        Streamer<String> nested = Mux.of(List.of(mux(), letters("d", 5)), new LongestIdlePolicy());
        List<String> unbroken = draw(Sampling.start(nested, 7), 100);
        assertThat(unbroken).hasSize(15);
        for (int at = 0; at <= unbroken.size(); at++) {
            try (Sampling<String> sampling = Sampling.start(nested, 7)) {
                draw(sampling, at);
                byte[] state = sampling.save();
                try (Sampling<String> resumed = Sampling.resume(nested, 7, state)) {
                    assertThat(draw(resumed, 100)).isEqualTo(unbroken.subList(at, unbroken.size()));
                }
            }
        }
    }

    @Test
    void whatItDoesNotOfferIsRefused() {
        assertThatThrownBy(() -> new LongestIdlePolicy().over(new LivePool(8, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a longest_idle mux needs streams that are all known beforehand");
        assertThatThrownBy(() -> Mux.of(Pool.of(List.of(letters("a", 1))).weights(1), new LongestIdlePolicy()))
                .hasMessageStartingWith("mux \"longest_idle\": a longest_idle mux takes its streams in order");
    }
}
