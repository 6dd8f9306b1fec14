// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.mocks.MockSplitEnumeratorContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets which shard, how often, and what stays behind. */
class ShardEnumeratorTest {

    private static final Fingerprint PLAN = new Fingerprint(7, 5, "tree", 3, 99);

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "3, 5", "5, 5", "7, 5"})
    void shardGoesToReaderOfItsNumberModuloParallelism(int readers, int shards) throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(readers)) {
            ShardEnumerator enumerator = fresh(context, true, shards);
            register(context, enumerator, IntStream.range(0, readers).toArray());
            Map<Integer, List<Integer>> expected = new TreeMap<>();
            for (int shard = 0; shard < shards; shard++) {
                expected.computeIfAbsent(shard % readers, r -> new ArrayList<>())
                        .add(shard);
            }
            assertThat(assigned(context)).isEqualTo(expected);
            assertThat(enumerator.snapshotState(1).splits()).isEmpty();
        }
    }

    @Test
    void registeringAgainGivesNothingTwice() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, true, 5);
            register(context, enumerator, 0, 0);
            assertThat(assigned(context)).isEqualTo(Map.of(0, List.of(0, 2, 4)));
        }
    }

    @Test
    void splitsOfALostReaderGoToItsSuccessorAsTheyStood() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, true, 5);
            register(context, enumerator, 0, 1);
            ShardSplit half = new ShardSplit(3, PLAN, new byte[] {1, 2});
            enumerator.addSplitsBack(List.of(half), 1);
            enumerator.addSplitsBack(List.of(), 0);
            assertThat(enumerator.snapshotState(1).splits()).containsExactly(half);
            register(context, enumerator, 1);
            assertThat(last(context).assignment()).isEqualTo(Map.of(1, List.of(half)));
            assertThat(enumerator.snapshotState(2).splits()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void onlyABoundedPlanSaysThatNoMoreSplitsCome(boolean bounded) throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(3)) {
            ShardEnumerator enumerator = fresh(context, bounded, 2);
            register(context, enumerator, 1, 2);
            assertThat(context.hasNoMoreSplits(0)).isFalse(); // it has not registered
            assertThat(context.hasNoMoreSplits(1)).isEqualTo(bounded);
            assertThat(context.hasNoMoreSplits(2))
                    .as("a reader without a shard")
                    .isEqualTo(bounded);
        }
    }

    @Test
    void aSnapshotBeforeAnyReaderHasAllShardsAndOneAfterItHasTheRest() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, true, 5);
            assertThat(enumerator.snapshotState(1).splits()).isEqualTo(splits(5));
            register(context, enumerator, 0);
            PendingShards saved = enumerator.snapshotState(2);
            assertThat(saved.splits()).extracting(ShardSplit::shard).containsExactly(1, 3);
            ShardEnumerator restored = new ShardEnumerator(context, true, 5, saved.splits());
            register(context, restored, 1);
            assertThat(assigned(context)).isEqualTo(Map.of(0, List.of(0, 2, 4), 1, List.of(1, 3)));
        }
    }

    @Test
    void allReadersAreToldOnceTheLastHasEnded() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(3)) {
            ShardEnumerator enumerator = fresh(context, true, 5);
            register(context, enumerator, 0, 1, 2);
            enumerator.handleSourceEvent(0, EndEvent.SHARDS_ENDED);
            enumerator.handleSourceEvent(2, EndEvent.SHARDS_ENDED);
            register(context, enumerator, 0); // it failed, and has yet to end again
            enumerator.handleSourceEvent(1, EndEvent.SHARDS_ENDED);
            assertThat(context.getSentSourceEvent()).isEmpty();
            enumerator.handleSourceEvent(0, EndEvent.SHARDS_ENDED);
            assertThat(context.getSentSourceEvent())
                    .isEqualTo(Map.of(
                            0, List.of(EndEvent.ALL_ENDED),
                            1, List.of(EndEvent.ALL_ENDED),
                            2, List.of(EndEvent.ALL_ENDED)));
        }
    }

    private static List<ShardSplit> splits(int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> ShardSplit.fresh(shard, PLAN))
                .toList();
    }

    private static ShardEnumerator fresh(MockSplitEnumeratorContext<ShardSplit> context, boolean bounded, int shards) {
        ShardEnumerator enumerator = new ShardEnumerator(context, bounded, shards, splits(shards));
        enumerator.start();
        return enumerator;
    }

    private static void register(
            MockSplitEnumeratorContext<ShardSplit> context, ShardEnumerator enumerator, int... readers) {
        for (int reader : readers) {
            context.registerReader(new ReaderInfo(reader, "host"));
            enumerator.addReader(reader);
        }
    }

    private static SplitsAssignment<ShardSplit> last(MockSplitEnumeratorContext<ShardSplit> context) {
        List<SplitsAssignment<ShardSplit>> all = context.getSplitsAssignmentSequence();
        return all.get(all.size() - 1);
    }

    private static Map<Integer, List<Integer>> assigned(MockSplitEnumeratorContext<ShardSplit> context) {
        return context.getSplitsAssignmentSequence().stream()
                .flatMap(assignment -> assignment.assignment().entrySet().stream())
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry ->
                                entry.getValue().stream().map(ShardSplit::shard).toList(),
                        (a, b) -> {
                            throw new AssertionError("dealt twice: " + a + " and " + b);
                        },
                        TreeMap::new));
    }
}
