// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A mux that cannot open all of its streams closes those that it has opened. */
class FailedActivationTest {

    /** Counts what is open; the third cannot be opened. */
    private static final class TwoAtMost implements ReadStrategy, AsyncReads {

        private int opened;
        private int closed;

        @Override
        public Optional<AsyncReads> forShard(long maxOpen, Runnable wake) {
            return Optional.of(this);
        }

        @Override
        public boolean ahead() {
            return false;
        }

        @Override
        public <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early) {
            if (opened == 2) {
                throw new IllegalStateException("no more");
            }
            opened++;
            return new Feed<>() {

                private ItemReader<T> reader;
                private T item;

                @Override
                public PollResult poll() throws IOException {
                    reader = reader == null ? opener.open() : reader;
                    item = reader.read();
                    return item == null ? PollResult.END : PollResult.ITEM;
                }

                @Override
                public T take() {
                    return item;
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }

    @Test
    void nothingStaysOpen() {
        TwoAtMost reads = new TwoAtMost();
        Mux<Integer> mux = Mux.of(Counts.endless(5), StochasticPolicy.of(3).rate(4));
        assertThatThrownBy(() -> Sampling.open(mux, 1, 0, null, reads, () -> {}))
                .hasMessageContaining("no more")
                .isInstanceOf(IOException.class);
        assertThat(reads.opened).isEqualTo(2);
        assertThat(reads.closed).isEqualTo(2);
    }
}
