// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.ahead.ReadAhead;
import io.pescador.flink.streamer.items.ContentException;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.spi.StreamFailedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream that fails fails the run, or under {@code skipOnError} is tried again, then left out for good, counted and reported. */
class SkipOnErrorTest {

    private static final AtomicInteger HICCUPS = new AtomicInteger();

    private final List<String> reports = new ArrayList<>();

    /** 0, 1, 2, … and a failure at {@code failure}, for ever. */
    private static Streamer<Integer> broken(int failure) {
        return Streamer.<Integer>items((seed, skip) -> {
                    int[] next = {(int) skip};
                    return () -> {
                        if (next[0] == failure) {
                            throw new IOException("bad.npz: row " + failure + " is damaged");
                        }
                        return next[0]++;
                    };
                })
                .finite(true);
    }

    /** 0 … 4, with a failure before 3 that does not come again. */
    private static Streamer<Integer> hiccup() {
        return Streamer.<Integer>items((seed, skip) -> {
                    int[] next = {(int) skip};
                    return () -> {
                        if (next[0] == 3 && HICCUPS.getAndIncrement() == 0) {
                            throw new IOException("the network hiccuped");
                        }
                        return next[0] == 5 ? null : next[0]++;
                    };
                })
                .finite(true);
    }

    private Sampling<Integer> open(Streamer<Integer> streamer, byte[] state) throws IOException {
        return Sampling.open(streamer, 1, 0, state, ReadStrategy.DIRECT, () -> {}, reports::add);
    }

    private static List<Integer> drain(Sampling<Integer> sampling, int most) throws IOException {
        List<Integer> samples = new ArrayList<>();
        while (samples.size() < most && sampling.poll() == PollResult.ITEM) {
            samples.add(sampling.sample());
        }
        return samples;
    }

    @Test
    void withoutItTheMessageNamesThePathAndTheCause() {
        Streamer<Integer> plan = Mux.of(
                List.of(Streamer.of(7), Mux.of(List.of(Streamer.of(8), broken(0)), ChainPolicy.of())),
                ChainPolicy.of());
        assertThatThrownBy(() -> drain(open(plan, null), 10))
                .isInstanceOf(StreamFailedException.class)
                .hasMessage("stream 1/1: item 0: bad.npz: row 0 is damaged");
    }

    @Test
    void whatCanBeReadIsReadAndTheRestLeftOut() throws IOException {
        Streamer<Integer> plan =
                Mux.of(List.of(broken(2).skipOnError(1), Streamer.of(10, 11, 12, 13)), RoundRobinPolicy.of());
        Sampling<Integer> sampling = open(plan, null);
        assertThat(drain(sampling, 100)).containsExactly(0, 10, 1, 11, 12, 13);
        assertThat(sampling.skipped()).isEqualTo(1);
        assertThat(reports).containsExactly("ItemsStreamer is left out from now on: item 2: bad.npz: row 2 is damaged");
    }

    @Test
    void aFailureThatPassesCostsNothing() throws IOException {
        HICCUPS.set(0);
        assertThat(drain(open(hiccup().skipOnError(1), null), 100)).containsExactly(0, 1, 2, 3, 4);
        assertThat(reports).isEmpty();
    }

    @Test
    void aDroppedStreamIsNeverOpenedAgainAlsoAfterARestore() throws IOException {
        Streamer<Integer> plan = Mux.of(
                List.of(broken(1).skipOnError(0), Streamer.of(5, 5, 5)),
                StochasticPolicy.of(1).rate(2));
        Sampling<Integer> sampling = open(plan, null);
        List<Integer> before = drain(sampling, 200);
        assertThat(before.stream().filter(sample -> sample == 0).count()).isEqualTo(1);
        Sampling<Integer> resumed = open(plan, sampling.save());
        assertThat(resumed.skipped()).isEqualTo(1);
        assertThat(drain(resumed, 200)).doesNotContain(0).isEqualTo(drain(sampling, 200));
        assertThat(reports).hasSize(1);
    }

    /** A chain of so many streams that fail, and one that gives 7. */
    private static Streamer<Integer> failing(int streams, Function<Integer, IOException> failure) {
        List<Streamer<Integer>> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            int number = i;
            all.add(Streamer.<Integer>items((seed, skip) -> () -> {
                        throw failure.apply(number);
                    })
                    .finite(true)
                    .skipOnError(1));
        }
        all.add(Streamer.of(7).skipOnError(1));
        return Mux.of(all, ChainPolicy.of());
    }

    static Stream<Arguments> lacks() {
        return Stream.of(
                Arguments.of(
                        new FileNotFoundException("a.npz (Too many open files)"),
                        "item 0: a.npz (Too many open files)"),
                Arguments.of(
                        new IOException("a.npz", new IOException("Too many open files in system")), "item 0: a.npz"),
                Arguments.of(new IOException("read failed: Cannot allocate memory"), "Cannot allocate memory"),
                Arguments.of(new IOException("spill/1: No space left on device"), "No space left on device"),
                Arguments.of(new IOException("no memory", new OutOfMemoryError("Java heap space")), "no memory"));
    }

    @ParameterizedTest
    @MethodSource("lacks")
    void whatTheProcessLacksIsNeverSkipped(IOException lack, String message) throws IOException {
        Sampling<Integer> sampling = open(failing(1, number -> lack), null);
        assertThatThrownBy(() -> drain(sampling, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(reports).isEmpty();
        assertThat(sampling.skipped()).isZero();
    }

    @Test
    void anErrorInAThreadThatReadsIsNeverSkipped() throws Exception {
        Streamer<Integer> plan = Streamer.<Integer>items((seed, skip) -> () -> {
                    throw new OutOfMemoryError("Java heap space");
                })
                .finite(true)
                .skipOnError(3);
        Semaphore woken = new Semaphore(0);
        try (ReadAhead ahead = ReadAhead.of(1, 1 << 20, null, item -> 4)) {
            Sampling<Integer> sampling = Sampling.open(plan, 1, 0, null, ahead, woken::release, reports::add);
            assertThatThrownBy(() -> {
                        while (sampling.poll() == PollResult.PENDING) {
                            woken.acquire();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "item 0: out of memory. Have fewer or smaller streams open at a time (n_active), or give the"
                                    + " process more (-Xmx)");
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void manyStreamsInARowThatCannotBeReadAreNoMatterOfOneStream() throws IOException {
        Function<Integer, IOException> gone = number -> new FileNotFoundException(number + ".npz: no such file");
        assertThat(drain(open(failing(15, gone), null), 10)).containsExactly(7);
        assertThat(reports).hasSize(15);
        assertThatThrownBy(() -> drain(open(failing(16, gone), null), 10))
                .hasMessage(
                        "stream 15: 16 streams in a row cannot be read, and nothing was read between, so that is not left"
                                + " out under on_error: mend what they are read from. The last: item 0: 15.npz: no such file");
    }

    @Test
    void anItemBetweenThemShowsThatOthersCanBeRead() throws IOException {
        Function<Integer, IOException> gone = number -> new FileNotFoundException(number + ".npz: no such file");
        Streamer<Integer> plan =
                Mux.of(List.of(failing(10, gone), failing(10, gone), failing(15, gone)), ChainPolicy.of());
        assertThat(drain(open(plan, null), 10)).containsExactly(7, 7, 7);
        assertThat(reports).hasSize(35);
    }

    @Test
    void anyNumberOfDamagedStreamsIsLeftOut() throws IOException {
        assertThat(drain(open(failing(100, number -> new ContentException(number + ".npz: damaged")), null), 10))
                .containsExactly(7);
        assertThat(reports).hasSize(100);
    }
}
