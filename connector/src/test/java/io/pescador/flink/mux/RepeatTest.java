// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.ListRows;
import io.pescador.flink.streamer.RowsStreamer;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Passes of what keeps something from one activation to the next: rotating rows, and the shares of a weighted mux. */
class RepeatTest {

    private static final int PASS = 40;

    /** Ten rows a stream, two at a time, where each activation goes on with the rows; streams of weight 4 : 2 : 1. */
    private static Streamer<String> pass(Mode mode) {
        List<RowsStreamer<String>> streams = IntStream.range(0, 3)
                .mapToObj(stream -> Streamer.rows(new ListRows<>(tenRows(stream)), RowOrder.ROTATING))
                .toList();
        return Mux.of(
                        Pool.of(streams).weights(4, 2, 1),
                        StochasticPolicy.of(2).rate(3).mode(mode))
                .maxIter(PASS);
    }

    private static List<String> tenRows(int stream) {
        return IntStream.range(0, 10).mapToObj(row -> stream + "." + row).toList();
    }

    private static List<String> drain(Streamer<String> streamer) {
        List<String> all = new ArrayList<>();
        streamer.iterate(5, Long.MAX_VALUE).forEach(all::add);
        return all;
    }

    @Test
    void withoutReshufflingEachPassIsLikeTheFirst() {
        for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
            List<String> all = drain(pass(mode).epochs(3, false));
            assertThat(all).hasSize(3 * PASS);
            assertThat(all.subList(PASS, 2 * PASS)).isEqualTo(all.subList(0, PASS));
            assertThat(all.subList(2 * PASS, 3 * PASS)).isEqualTo(all.subList(0, PASS));
        }
    }

    @Test
    void soItIsWhenResumedInTheMiddle() throws IOException {
        Streamer<String> streamer = pass(Mode.WITH_REPLACEMENT).epochs(2, false);
        List<String> unbroken = drain(streamer);
        for (int at = 0; at <= unbroken.size(); at++) {
            List<String> broken = new ArrayList<>();
            Sampling<String> sampling = Sampling.start(streamer, 5);
            sampling.iterator(at).forEachRemaining(broken::add);
            Sampling<String> resumed = Sampling.resume(streamer, 5, sampling.save());
            resumed.iterator(Long.MAX_VALUE).forEachRemaining(broken::add);
            assertThat(broken).as("broken off after %d", at).isEqualTo(unbroken);
        }
    }

    /** A thousand passes of 40: as one mux of 40 000 samples, within 3 · rate · (1 + w · √N). */
    @Test
    void withReshufflingSharesHoldOverAllPasses() {
        for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
            int passes = 1000;
            List<String> all = drain(pass(mode).epochs(passes, true));
            double[] w = {4 / 7.0, 2 / 7.0, 1 / 7.0};
            for (int stream = 0; stream < w.length; stream++) {
                int number = stream;
                long count = all.stream()
                        .filter(item -> item.startsWith(number + "."))
                        .count();
                assertThat(Math.abs(count - passes * PASS * w[stream]))
                        .isLessThanOrEqualTo(9 * (1 + w[stream] * Math.sqrt(3)));
            }
            assertThat(all.subList(PASS, 2 * PASS)).isNotEqualTo(all.subList(0, PASS));
        }
    }
}
