// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import io.pescador.flink.source.split.Fingerprint;
import io.pescador.flink.source.split.PendingShards;
import io.pescador.flink.source.split.ShardSplit;

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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who gets which shard, how often, and what stays behind. */
class ShardEnumeratorTest {

    private static final Fingerprint PLAN = new Fingerprint(7, 5, "tree", 3, 99);

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "3, 5", "5, 5", "7, 5"})
    void shardGoesToReaderOfItsNumberModuloParallelism(int readers, int shards) throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(readers)) {
            ShardEnumerator enumerator = fresh(context, shards);
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
            ShardEnumerator enumerator = fresh(context, 5);
            register(context, enumerator, 0, 0);
            assertThat(assigned(context)).isEqualTo(Map.of(0, List.of(0, 2, 4)));
        }
    }

    @Test
    void splitsOfALostReaderGoToItsSuccessorAsTheyStood() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, 5);
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

    /** Also for a plan that counts as endless: its streams show whether they end. */
    @Test
    void everyReaderHearsOnceThatNoMoreSplitsCome() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(3)) {
            ShardEnumerator enumerator = fresh(context, 2);
            register(context, enumerator, 1, 2);
            assertThat(context.hasNoMoreSplits(0)).isFalse(); // it has not registered
            assertThat(context.hasNoMoreSplits(1)).isTrue();
            assertThat(context.hasNoMoreSplits(2))
                    .as("a reader without a shard")
                    .isTrue();
        }
    }

    @Test
    void aSnapshotBeforeAnyReaderHasAllShardsAndOneAfterItHasTheRest() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, 5);
            assertThat(enumerator.snapshotState(1).splits()).isEqualTo(splits(5));
            register(context, enumerator, 0);
            PendingShards saved = enumerator.snapshotState(2);
            assertThat(saved.splits()).extracting(ShardSplit::shard).containsExactly(1, 3);
            ShardEnumerator restored = new ShardEnumerator(context, NONE, NONE, 5, saved.splits());
            register(context, restored, 1);
            assertThat(assigned(context)).isEqualTo(Map.of(0, List.of(0, 2, 4), 1, List.of(1, 3)));
        }
    }

    // ---- the pace

    @Test
    void nobodyIsToldHowFarToDrawBeforeAllHaveToldWhereTheyAre() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, 2);
            register(context, enumerator, 0, 1);
            enumerator.handleSourceEvent(1, new TeamEvent.ReaderAt(1));
            assertThat(context.getSentSourceEvent()).isEmpty();
            enumerator.handleSourceEvent(0, new TeamEvent.ReaderAt(0));
            List<TeamEvent> first = List.of(new TeamEvent.DrawBelow(32, 8));
            assertThat(context.getSentSourceEvent()).isEqualTo(Map.of(0, first, 1, first));
            register(context, enumerator, 1); // it failed
            enumerator.handleSourceEvent(0, new TeamEvent.ReaderAt(30));
            assertThat(context.getSentSourceEvent()).isEqualTo(Map.of(0, first, 1, first));
            enumerator.handleSourceEvent(1, new TeamEvent.ReaderAt(1));
            assertThat(context.getSentSourceEvent().get(1)).hasSize(2);
        }
    }

    // ---- the end

    @Test
    void allReadersAreToldOnceTheLastHasStopped() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(3)) {
            ShardEnumerator enumerator = fresh(context, 5);
            register(context, enumerator, 0, 1, 2);
            stop(enumerator, 0, 0);
            stop(enumerator, 2, 0);
            register(context, enumerator, 0); // it failed, and has yet to stop again
            stop(enumerator, 1, 0);
            assertThat(context.getSentSourceEvent()).isEmpty();
            stop(enumerator, 0, 0);
            assertThat(context.getSentSourceEvent())
                    .isEqualTo(Map.of(0, List.of(ALL_ENDED), 1, List.of(ALL_ENDED), 2, List.of(ALL_ENDED)));
        }
    }

    /** An event that does not find its reader fails the job, again and again. */
    @Test
    void aReaderThatHasEndedIsSentNothingWhenAnotherOneFailsAndStopsAgain() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(3)) {
            ShardEnumerator enumerator = fresh(context, 100, 3);
            register(context, enumerator, 0, 1, 2);
            enumerator.handleSourceEvent(2, new TeamEvent.ShardEnded(2, 7, true));
            for (int reader = 0; reader < 3; reader++) {
                stop(enumerator, reader, 1);
            }
            List<TeamEvent> once = List.of(ends(NONE, NONE, 7), ALL_ENDED);
            assertThat(context.getSentSourceEvent()).isEqualTo(Map.of(0, once, 1, once, 2, once));
            register(context, enumerator, 2);
            enumerator.handleSourceEvent(2, new TeamEvent.ShardEnded(2, 7, true));
            stop(enumerator, 2, 1);
            List<TeamEvent> twice = List.of(ends(NONE, NONE, 7), ALL_ENDED, ends(NONE, NONE, 7), ALL_ENDED);
            assertThat(context.getSentSourceEvent()).isEqualTo(Map.of(0, once, 1, once, 2, twice));
        }
    }

    @Test
    void whoDoesNotKnowOfAnEndHasNotStopped() throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, 100, 2);
            register(context, enumerator, 0, 1);
            stop(enumerator, 0, 0);
            enumerator.handleSourceEvent(1, new TeamEvent.ShardEnded(1, 7, true));
            stop(enumerator, 1, 1);
            assertThat(context.getSentSourceEvent())
                    .isEqualTo(Map.of(0, List.of(ends(NONE, 7)), 1, List.of(ends(NONE, 7))));
            stop(enumerator, 0, 1);
            List<TeamEvent> all = List.of(ends(NONE, 7), ALL_ENDED);
            assertThat(context.getSentSourceEvent()).isEqualTo(Map.of(0, all, 1, all));
        }
    }

    /** In BATCH mode no reader waits, so what a shard lacked cannot be given any more. That must not go unnoticed. */
    @ParameterizedTest
    @CsvSource({"100, true", "17, false"})
    void aShardThatLackedSamplesAfterTheOtherReaderEndedFailsTheJob(long other, boolean refused) throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(2)) {
            ShardEnumerator enumerator = fresh(context, 100, 2);
            register(context, enumerator, 0);
            if (other == 17) { // it has no more either: all samples were given
                enumerator.handleSourceEvent(0, new TeamEvent.ShardEnded(0, 17, false));
            }
            enumerator.handleSourceEvent(0, new TeamEvent.ReaderStopped(other == 17 ? 1 : 0, false));
            register(context, enumerator, 1);
            int before = context.getSentSourceEvent().getOrDefault(0, List.of()).size();
            enumerator.handleSourceEvent(1, new TeamEvent.ShardEnded(1, 7, false));
            TeamEvent last = new TeamEvent.ReaderStopped(other == 17 ? 2 : 1, false);
            if (refused) {
                assertThatThrownBy(() -> enumerator.handleSourceEvent(1, last))
                        .hasMessageContainingAll("its part of 100 samples", "STREAMING mode");
            } else {
                enumerator.handleSourceEvent(1, last);
            }
            assertThat(context.getSentSourceEvent().getOrDefault(0, List.of())).hasSize(before);
        }
    }

    private static final TeamEvent ALL_ENDED = new TeamEvent.AllEnded();
    private static final long NONE = Long.MAX_VALUE;

    private static TeamEvent ends(long... samples) {
        return new TeamEvent.ShardEnds(samples);
    }

    private static void stop(ShardEnumerator enumerator, int reader, int known) {
        enumerator.handleSourceEvent(reader, new TeamEvent.ReaderStopped(known, true));
    }

    private static List<ShardSplit> splits(int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> ShardSplit.fresh(shard, PLAN))
                .toList();
    }

    private static ShardEnumerator fresh(MockSplitEnumeratorContext<ShardSplit> context, int shards) {
        return fresh(context, Long.MAX_VALUE, shards);
    }

    private static ShardEnumerator fresh(MockSplitEnumeratorContext<ShardSplit> context, long most, int shards) {
        ShardEnumerator enumerator = new ShardEnumerator(context, most, 100, shards, splits(shards));
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
