// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.io.DataInputStatus;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever goes wrong fails the reader with the path in the plan, the file and the position; nothing is lost in silence. */
@Timeout(60)
class SourceFailureTest {

    /** The first that {@link #harnessOf} draws of a stream that goes wrong later. */
    private static final int UNTIL_IT_SHOWS = 100_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aFileThatIsDeletedInTheMiddle(int threads) throws Exception {
        Streamer<Long> plan = twoFiles(RowOrder.SHUFFLED);
        try (SourceHarness<Long> harness = harnessOf(plan, threads)) {
            harness.take(200);
            Files.delete(file(1));
            assertThatThrownBy(() -> harness.take(UNTIL_IT_SHOWS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("stream 0/1: ", file(1).toString(), "no such file");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aFileThatIsCutOffInTheMiddle(int threads) throws Exception {
        Streamer<Long> plan = twoFiles(RowOrder.IN_ORDER);
        try (SourceHarness<Long> harness = harnessOf(plan, threads)) {
            harness.take(200);
            try (FileChannel channel = FileChannel.open(file(1), StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            }
            assertThatThrownBy(() -> harness.take(UNTIL_IT_SHOWS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("stream 0/1: ", file(1).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aFileThatIsCutOffWhileItIsOpen(int threads) throws Exception {
        FilePlan.write(file(0), false, 0, 200_000);
        Streamer<Long> rows = Streamer.rows(NpzRows.of(file(0).toString()), RowOrder.IN_ORDER)
                .map(sample -> sample.get("id").getLong(0));
        Streamer<Long> plan = Mux.of(List.of(rows), RoundRobinPolicy.of());
        try (SourceHarness<Long> harness = harnessOf(plan, threads)) {
            harness.take(50);
            try (FileChannel channel = FileChannel.open(file(0), StandardOpenOption.WRITE)) {
                channel.truncate(300_000);
            }
            assertThatThrownBy(() -> harness.take(1_000_000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(
                            "stream 0: ", file(0).toString(), "ends at byte", "had 8000492 bytes when it was opened");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aReaderThatThrows(int threads) throws Exception {
        Items<Long> items = (seed, skip) -> {
            long[] next = {skip};
            return () -> {
                if (next[0] == 17) {
                    throw new IllegalStateException("the pump is dry");
                }
                return next[0]++;
            };
        };
        Streamer<Long> plan = Mux.of(
                List.of(Streamer.items(new Counting(0, Long.MAX_VALUE)), Streamer.items(items)), RoundRobinPolicy.of());
        try (SourceHarness<Long> harness = harnessOf(plan, threads)) {
            assertThatThrownBy(() -> harness.take(UNTIL_IT_SHOWS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("stream 1: ", "the pump is dry", "item 17");
        }
    }

    /** A pool without streams is refused where it is built; one of streams without items comes to its end, whatever else is asked of it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aPoolThatHasNothingToGive(int threads) throws Exception {
        assertThatThrownBy(() -> Mux.of(List.<Streamer<Long>>of(), StochasticPolicy.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no streams");
        Streamer<Long> empty = Streamer.<Long>items((seed, skip) -> () -> null).finite(true);
        for (boolean prunes : new boolean[] {true, false}) {
            Streamer<Long> plan = Mux.of(
                    List.of(empty, empty, empty), StochasticPolicy.of(2).rate(8).pruneEmptyStreams(prunes));
            try (SourceHarness<Long> harness = harnessOf(plan, threads)) {
                harness.allEnded();
                assertThat(harness.take(1)).isEmpty();
                assertThat(harness.status()).isEqualTo(DataInputStatus.END_OF_DATA);
                assertThat(harness.reader().figures().empty()).isGreaterThanOrEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void underSkipOnErrorTheOthersGoOnAlsoAfterARestore(int threads) throws Exception {
        Items<Long> broken = (seed, skip) -> {
            long[] next = {skip};
            return () -> {
                if (next[0] == 17) {
                    throw new IOException("the pump is dry");
                }
                return 900_000_000L + next[0]++;
            };
        };
        List<Streamer<Long>> streams = new ArrayList<>(Counting.streams(0, 8));
        streams.add(Streamer.<Long>items(broken).skipOnError(2));
        Streamer<Long> plan = Mux.of(streams, StochasticPolicy.of(3).rate(30));
        StreamerSource<Sampled<Long>> source = builder(plan, threads).buildWithProvenance();
        List<Sampled<Long>> all = new ArrayList<>();
        OperatorSubtaskState state = null;
        for (int round = 0; round < 6; round++) {
            try (SourceHarness<Sampled<Long>> harness =
                    state == null ? SourceHarness.open(source) : SourceHarness.restore(source, state)) {
                if (state == null) {
                    harness.assignFresh(source, 0);
                }
                all.addAll(harness.take(500));
                state = harness.snapshot(round);
                if (round == 5) {
                    assertThat(harness.operator()
                                    .getSourceMetricGroup()
                                    .getNumRecordsInErrorsCounter()
                                    .getCount())
                            .as("it is not tried again, let alone counted again")
                            .isZero();
                }
            }
        }
        assertThat(all).isEqualTo(PlainLoop.shard(plan, 1, 0, 1, all.size()));
        assertThat(all)
                .filteredOn(sample -> sample.value() >= 900_000_000L)
                .isNotEmpty()
                .hasSizeLessThan(200);
    }

    @Test
    void itemsBeforeTheFailureArriveAllTheSame() throws Exception {
        Items<Long> items = (seed, skip) -> {
            long[] next = {skip};
            return () -> {
                if (next[0] == 17) {
                    throw new IOException("the pump is dry");
                }
                return next[0]++;
            };
        };
        try (SourceHarness<Long> harness = harnessOf(Streamer.items(items), 1)) {
            for (int i = 0; i < 100; i++) {
                try {
                    harness.take(1);
                } catch (IOException e) {
                    break;
                }
            }
            assertThat(harness.events().stream().filter(StreamRecord.class::isInstance))
                    .hasSize(17);
        }
    }

    @Test
    void aStreamerThatHangs() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Hanging.interrupted = interrupted;
        Streamer<Long> plan = Mux.of(
                List.of(Streamer.items(new Counting(0, Long.MAX_VALUE)), Streamer.<Long>items(new Hanging())),
                StochasticPolicy.of(2).rate(50));
        StreamerSource<Long> source =
                builder(plan, 4).setReadTimeout(Duration.ofMillis(200)).build();
        try (SourceHarness<Long> harness = opened(source)) {
            assertThatThrownBy(() -> harness.take(UNTIL_IT_SHOWS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("stream 1: ", "item ", "no item came within 200 ms", "read timeout");
        }
        assertThat(interrupted.await(10, TimeUnit.SECONDS))
                .as("its thread is not left behind for good")
                .isTrue();
    }

    @Test
    void aTimeoutNeedsThreads() {
        assertThatThrownBy(() -> builder(Streamer.items(new Counting(0, 9)), 0)
                        .setReadTimeout(Duration.ofSeconds(1))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("read timeout", "read threads");
    }

    @Test
    void stateOfAnUnknownVersionOrDamaged() throws Exception {
        StreamerSource<Long> source = builder(twoFiles(RowOrder.SHUFFLED), 2).build();
        ShardSplit split;
        try (SourceHarness<Long> harness = opened(source)) {
            harness.take(100);
            split = harness.reader().snapshotState(1).get(0);
        }
        byte[] later = Seal.open(split.state(), "it");
        later[0] = 9;
        assertThatThrownBy(() -> assign(source, new ShardSplit(0, split.fingerprint(), Seal.seal(later))))
                .hasMessageContaining("shard-0: the saved state is of version 9; this program reads version 1");
        byte[] longer = Arrays.copyOf(split.state(), split.state().length + 1);
        assertThatThrownBy(() -> assign(source, new ShardSplit(0, split.fingerprint(), longer)))
                .hasMessageContaining("shard-0: the saved state is damaged: ");
        byte[] shorter = Arrays.copyOf(split.state(), split.state().length - 3);
        assertThatThrownBy(() -> assign(source, new ShardSplit(0, split.fingerprint(), shorter)))
                .hasMessageContaining("shard-0: the saved state is damaged: ");
    }

    private static void assign(StreamerSource<Long> source, ShardSplit split) throws Exception {
        try (SourceHarness<Long> harness = SourceHarness.open(source)) {
            harness.assign(split);
            harness.noMoreSplits();
            harness.poll();
        }
    }

    /** A mux in a mux over two files, of which the second is to go wrong. */
    private Streamer<Long> twoFiles(RowOrder order) throws IOException {
        FilePlan.write(file(0), false, 0, 100);
        FilePlan.write(file(1), false, 1000, 100);
        Streamer<Long> files = Mux.of(
                List.of(FilePlan.rows(file(0), order), FilePlan.rows(file(1), order)),
                StochasticPolicy.of(1).rate(20));
        return Mux.of(List.of(files, Streamer.items(new Counting(5000, Long.MAX_VALUE))), RoundRobinPolicy.of());
    }

    private Path file(int number) {
        return directory.resolve("file-" + number + ".npz");
    }

    private static StreamerSourceBuilder<Long> builder(Streamer<Long> plan, int threads) {
        return StreamerSource.of(plan).setTypeInformation(Types.LONG).setSeed(1).setReadThreads(threads);
    }

    private static SourceHarness<Long> harnessOf(Streamer<Long> plan, int threads) throws Exception {
        return opened(builder(plan, threads).build());
    }

    private static SourceHarness<Long> opened(StreamerSource<Long> source) throws Exception {
        SourceHarness<Long> harness = SourceHarness.open(source);
        harness.assignFresh(source, 0);
        harness.noMoreSplits();
        return harness;
    }

    /** Gives 30 items, and then nothing for ever. */
    private static final class Hanging implements Items<Long> {

        private static final long serialVersionUID = 1;

        private static volatile CountDownLatch interrupted;

        @Override
        public ItemReader<Long> open(long seed, long skip) {
            long[] next = {skip};
            return () -> {
                if (next[0] == 30) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw new IOException("interrupted", e);
                    }
                }
                return next[0]++;
            };
        }
    }
}
