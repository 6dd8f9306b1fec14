// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.source.enumerator.TeamEvent;
import io.pescador.flink.source.reader.ShardReader;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.DataInputStatus;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A reader inside Flink's own source operator: order, state, pauses, idleness, the end, and what it refuses. */
class ShardReaderTest {

    private static final long SEED = 3;
    private static final int SHARDS = 3;

    private static Streamer<Long> plan() {
        return Mux.of(Counting.streams(0, 20), StochasticPolicy.of(6).rate(5));
    }

    private static StreamerSourceBuilder<Long> builder(Streamer<Long> plan, int shards) {
        return StreamerSource.of(plan)
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setShards(shards);
    }

    private static StreamerSource<Sampled<Long>> endless() {
        return builder(plan(), SHARDS).buildWithProvenance();
    }

    // ---- order

    @Test
    void severalShardsComeInTheGlobalOrderAndNoneGetsAhead() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0, 1, 2);
            List<Sampled<Long>> taken = harness.take(3000);
            assertThat(taken)
                    .extracting(sampled -> sampled.draw() * SHARDS + sampled.shard())
                    .containsExactlyElementsOf(
                            LongStream.range(0, taken.size()).boxed().toList());
            for (int shard = 0; shard < SHARDS; shard++) {
                List<Sampled<Long>> ofShard = of(shard, taken);
                assertThat(ofShard).isEqualTo(PlainLoop.shard(plan(), SEED, shard, SHARDS, ofShard.size()));
            }
        }
    }

    @Test
    void timestampsAreTheNumbersOfTheGlobalOrder() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 1);
            harness.take(100);
            List<Long> timestamps = new ArrayList<>();
            for (Object event : harness.events()) {
                if (event instanceof StreamRecord<?> sampled) {
                    timestamps.add(sampled.getTimestamp());
                }
            }
            assertThat(timestamps)
                    .isEqualTo(LongStream.range(0, timestamps.size())
                            .mapToObj(draw -> draw * SHARDS + 1)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8})
    void readingAheadOrNotIsTheSame(int threads) throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(plan(), SHARDS).setReadThreads(threads).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 2);
            List<Sampled<Long>> taken = harness.take(1000);
            assertThat(taken).isEqualTo(PlainLoop.shard(plan(), SEED, 2, SHARDS, taken.size()));
        }
    }

    // ---- state

    @Test
    void goesOnWithTheNextSampleAfterEverySnapshot() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        List<Sampled<Long>> all = new ArrayList<>();
        OperatorSubtaskState state = null;
        for (int round = 0; round < 40; round++) {
            try (SourceHarness<Sampled<Long>> harness =
                    state == null ? SourceHarness.open(source) : SourceHarness.restore(source, state)) {
                if (state == null) {
                    harness.assignFresh(source, 0, 1, 2);
                }
                for (int i = 0; i < round % 3; i++) { // also none at all: before the first sample, and twice at once
                    all.addAll(harness.take(1 + 7 * round % 50));
                }
                state = harness.snapshot(round + 1);
            }
        }
        assertThat(all).hasSizeGreaterThan(1000);
        for (int shard = 0; shard < SHARDS; shard++) {
            List<Sampled<Long>> ofShard = of(shard, all);
            assertThat(ofShard).isEqualTo(PlainLoop.shard(plan(), SEED, shard, SHARDS, ofShard.size()));
        }
    }

    @Test
    void restoredShardsMayComeTogetherInAnyWay() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        List<Sampled<Long>> before = new ArrayList<>();
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (int reader = 0; reader < 2; reader++) {
            try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
                for (int shard = reader; shard < SHARDS; shard += 2) {
                    harness.assignFresh(source, shard);
                }
                before.addAll(harness.take(300));
                states.add(harness.snapshot(1));
            }
        }
        // Two readers become one, which then has shards that stand at different draws.
        OperatorSubtaskState together =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(new OperatorSubtaskState[0]));
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(source, together)) {
            List<Sampled<Long>> after = harness.take(600);
            for (int shard = 0; shard < SHARDS; shard++) {
                List<Sampled<Long>> joined = new ArrayList<>(of(shard, before));
                joined.addAll(of(shard, after));
                assertThat(joined).isEqualTo(PlainLoop.shard(plan(), SEED, shard, SHARDS, joined.size()));
            }
        }
    }

    @Test
    void aSnapshotAfterTheLastSampleKeepsTheShardAndGoesOnUnderALaterStop() throws Exception {
        StreamerSource<Sampled<Long>> shorter =
                builder(plan(), SHARDS).setMaxSamples(90).buildWithProvenance();
        OperatorSubtaskState state;
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(shorter)) {
            harness.assignFresh(shorter, 0, 1, 2);
            assertThat(harness.take(90)).hasSize(90);
            assertThat(harness.poll()).isEmpty();
            state = harness.snapshot(1);
            harness.noMoreSplits();
            harness.allEnded();
            harness.poll();
            assertThat(harness.status()).isIn(DataInputStatus.END_OF_DATA, DataInputStatus.END_OF_INPUT);
        }
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(shorter, state)) {
            harness.noMoreSplits();
            harness.allEnded();
            assertThat(harness.take(1)).as("it had ended").isEmpty();
        }
        StreamerSource<Sampled<Long>> longer =
                builder(plan(), SHARDS).setMaxSamples(150).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(longer, state)) {
            harness.noMoreSplits();
            harness.allEnded();
            List<Sampled<Long>> after = harness.take(1000);
            assertThat(after).hasSize(60);
            assertThat(of(1, after))
                    .isEqualTo(PlainLoop.shard(plan(), SEED, 1, SHARDS, 50).subList(30, 50));
        }
    }

    // ---- pauses and idleness

    @Test
    void aPausedShardWaitsAndTheOthersGoOn() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0, 1, 2);
            harness.take(30);
            harness.reader().pauseOrResumeSplits(List.of("shard-1", "shard-77"), List.of());
            int before = harness.events().size();
            List<Sampled<Long>> meanwhile = harness.take(200);
            assertThat(harness.events().size()).isGreaterThan(before);
            assertThat(of(1, meanwhile)).isEmpty();
            harness.reader().pauseOrResumeSplits(List.of(), List.of("shard-1", "shard-77"));
            List<Sampled<Long>> behind = harness.take(50);
            assertThat(behind).as("the one that fell behind is drawn first").allMatch(s -> s.shard() == 1);
        }
    }

    @Test
    void withAllShardsPausedItSleepsUntilOneIsResumed() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            harness.take(10);
            harness.reader().pauseOrResumeSplits(List.of("shard-0"), List.of());
            harness.poll();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            assertThat(harness.isAvailable()).isFalse();
            harness.reader().pauseOrResumeSplits(List.of(), List.of("shard-0"));
            assertThat(harness.isAvailable()).isTrue();
            assertThat(harness.take(1)).isNotEmpty();
        }
    }

    /** Where the output was full for a moment, Flink sleeps on this future although the last answer was that there is more. */
    @Test
    void whoHasMoreIsAvailable() throws Exception {
        StreamerSource<Long> source = builder(new Hesitant(), 1).build();
        try (SourceHarness<Long> harness = SourceHarness.open(source)) {
            harness.poll();
            assertThat(harness.isAvailable()).as("without a shard").isFalse();
            harness.assignFresh(source, 0);
            harness.take(1);
            assertThat(harness.status()).isEqualTo(DataInputStatus.MORE_AVAILABLE);
            assertThat(harness.isAvailable()).isTrue();
        }
    }

    /** Has nothing when it is asked for the first time, and items from then on: they come in the very moment. */
    private static final class Hesitant implements Streamer<Long> {

        private static final long serialVersionUID = 1;

        @Override
        public ActiveStream<Long> activate(ActivationContext context) {
            return new ActiveStream<>() {
                private boolean wasAsked;

                @Override
                public PollResult poll() {
                    if (wasAsked) {
                        return PollResult.ITEM;
                    }
                    wasAsked = true;
                    context.shard().wake();
                    return PollResult.PENDING;
                }

                @Override
                public Long item() {
                    return 1L;
                }

                @Override
                public void locate(Trace trace) {}

                @Override
                public void save(StateOut out) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean finite() {
            return false;
        }

        @Override
        public Streamer<Long> cut(Cut part) {
            return this;
        }
    }

    @Test
    void aReaderThatWillGetAShardIsNotIdleBefore() throws Exception {
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(endless(), SHARDS)) {
            harness.poll();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            assertThat(harness.events()).doesNotContain(WatermarkStatus.IDLE);
        }
    }

    @Test
    void aReaderWithoutAShardIsIdleAndOfABoundedPlanEnds() throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(plan(), SHARDS).setMaxSamples(100).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source, SHARDS + 1)) {
            harness.poll();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            assertThat(harness.isAvailable()).isFalse();
            assertThat(harness.events()).contains(WatermarkStatus.IDLE);
            harness.noMoreSplits();
            harness.poll();
            assertThat(harness.status()).as("others may still draw").isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            harness.allEnded();
            assertThat(harness.isAvailable()).isTrue();
            assertThat(harness.take(1)).isEmpty();
            assertThat(harness.status()).isIn(DataInputStatus.END_OF_DATA, DataInputStatus.END_OF_INPUT);
        }
    }

    // ---- the pace

    @Test
    void oneOfSeveralReadersDrawsAsFarAsItMay() throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(plan(), SHARDS).setReadThreads(0).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source, 2)) {
            harness.assignFresh(source, 0, 2);
            assertThat(harness.poll()).as("where the others are is not known").isEmpty();
            harness.noMoreSplits();
            harness.poll();
            for (long bound : new long[] {1, 2, 3, 4, 100, 50, 101, 3000}) {
                harness.reader().handleSourceEvents(new TeamEvent.DrawBelow(bound, 10));
                while (harness.isAvailable()) {
                    harness.poll();
                }
                // Numbers 0, 2, 3, 5, 6, … below the bound; one that falls takes nothing back.
                long expected = LongStream.range(0, bound == 50 ? 100 : bound)
                        .filter(number -> number % SHARDS != 1)
                        .count();
                assertThat(harness.records()).as("below %d", bound).hasSize((int) expected);
            }
        }
    }

    // ---- ends

    /** Streams that hold so many and count as endless: they show whether they end. */
    private static Streamer<Long> unknown(long... lengths) {
        List<Streamer<Long>> streams = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            streams.add(Streamer.items(new Counting(1000 * i, lengths[i])));
        }
        return Mux.of(streams, StochasticPolicy.of(lengths.length).mode(Mode.EXHAUSTIVE));
    }

    @Test
    void aReaderWhoseShardsEndedUnderAnEndlessPlanIsIdleAndEndsWithTheOthers() throws Exception {
        StreamerSource<Long> source = builder(unknown(3, 5), 2)
                .setReadThreads(0)
                .setPace(StreamerSourceBuilder.NO_PACE)
                .build();
        assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        try (SourceHarness<Long> harness = SourceHarness.open(source, 2)) {
            harness.assignFresh(source, 1);
            harness.noMoreSplits();
            harness.poll();
            harness.poll();
            assertThat(harness.records()).hasSizeBetween(3, 5);
            assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            assertThat(harness.isAvailable()).isFalse();
            assertThat(harness.events()).contains(WatermarkStatus.IDLE);
            harness.allEnded();
            assertThat(harness.isAvailable()).isTrue();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.END_OF_DATA);
        }
    }

    @Test
    void whatAnotherShardLackedIsGivenHere() throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(plan(), SHARDS).setMaxSamples(90).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0, 2);
            harness.noMoreSplits();
            assertThat(harness.take(60)).hasSize(60);
            harness.poll();
            harness.poll();
            assertThat(harness.isAvailable()).as("it gave its part").isFalse();
            harness.ends(Long.MAX_VALUE, 9, Long.MAX_VALUE);
            List<Sampled<Long>> more = harness.take(21);
            // 81 are left for two: 41 of shard 0 and 40 of shard 2, in the global order.
            assertThat(more).extracting(Sampled::shard).startsWith(0, 2, 0, 2).hasSize(21);
            assertThat(of(0, more)).hasSize(11);
            assertThat(of(0, harness.records())).isEqualTo(PlainLoop.shard(plan(), SEED, 0, SHARDS, 41));
            assertThat(harness.poll()).isEmpty();
            harness.allEnded();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.END_OF_DATA);
        }
    }

    @Test
    void aShardThatGaveMoreThanItsPartIsRefusedOnceAllOthersHaveStopped() throws Exception {
        StreamerSource<Sampled<Long>> longer = endless();
        OperatorSubtaskState state;
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(longer)) {
            harness.assignFresh(longer, 1);
            harness.take(40);
            state = harness.snapshot(1);
        }
        StreamerSource<Sampled<Long>> shorter =
                builder(plan(), SHARDS).setMaxSamples(90).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(shorter, state)) {
            harness.noMoreSplits();
            assertThat(harness.poll()).as("others may have ended").isEmpty();
            harness.allEnded();
            assertThatThrownBy(harness::poll)
                    .hasMessageContainingAll("samples were drawn of shard-1", "end after 90: resume with a later end");
        }
        StreamerSource<Sampled<Long>> shortest =
                builder(plan(), SHARDS).setMaxSamples(30).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(shortest, state)) {
            harness.noMoreSplits();
            assertThatThrownBy(harness::poll).hasMessageContainingAll("end after 30: resume with a later end");
        }
    }

    @Test
    void aReaderThatWasIdleIsActiveAgainWhenItGetsAShard() throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(plan(), SHARDS).setPace(StreamerSourceBuilder.NO_PACE).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source, SHARDS + 1)) {
            harness.poll();
            harness.poll();
            assertThat(harness.events()).contains(WatermarkStatus.IDLE);
            harness.assignFresh(source, 1);
            assertThat(harness.isAvailable()).isTrue();
            harness.take(1000);
            harness.fireTimers(1000);
            harness.take(100);
            assertThat(harness.events().lastIndexOf(WatermarkStatus.ACTIVE))
                    .isGreaterThan(harness.events().lastIndexOf(WatermarkStatus.IDLE));
            assertThat(highestWatermark(harness)).isGreaterThan(1000);
        }
    }

    @Test
    void anEndedShardDoesNotHoldBackTheWatermarkOfTheOthers() throws Exception {
        // Shard 0 of two ends at once, and is in the state that another reader goes on from.
        List<Streamer<Long>> streams = List.of(
                Streamer.items(new Counting(0, 3)).finite(true),
                Streamer.items(new Counting(1000, 100_000)).finite(true));
        Streamer<Long> plan = Mux.of(streams, StochasticPolicy.of(2).mode(Mode.EXHAUSTIVE));
        StreamerSource<Long> source = builder(plan, 2).build();
        OperatorSubtaskState state;
        try (SourceHarness<Long> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0, 1);
            harness.take(100);
            state = harness.snapshot(1);
        }
        try (SourceHarness<Long> harness = SourceHarness.restore(source, state)) {
            harness.take(5000);
            harness.fireTimers(1000);
            harness.take(100);
            assertThat(highestWatermark(harness)).isGreaterThan(5000);
        }
    }

    // ---- refusals

    @Test
    void anotherPlanIsRefusedWithTheDifference() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        OperatorSubtaskState state;
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            harness.take(10);
            state = harness.snapshot(1);
        }
        assertRefused(builder(plan(), SHARDS).setSeed(4), state, "seed 3 → 4");
        assertRefused(builder(plan(), 2), state, "shards 3 → 2");
        assertRefused(
                builder(Mux.of(Counting.streams(0, 20), StochasticPolicy.of(6).rate(6)), SHARDS),
                state,
                "rate 5",
                "rate 6");
        assertRefused(
                builder(Mux.of(Counting.streams(0, 21), StochasticPolicy.of(6).rate(5)), SHARDS),
                state,
                "streams 20 → 21");
    }

    private static void assertRefused(StreamerSourceBuilder<Long> now, OperatorSubtaskState state, String... words)
            throws Exception {
        assertThatThrownBy(() -> {
                    try (SourceHarness<Sampled<Long>> harness =
                            SourceHarness.restore(now.buildWithProvenance(), state)) {
                        harness.poll();
                        harness.noMoreSplits();
                        harness.poll();
                    }
                })
                .satisfies(ShardReaderTest::isNotTriedAgain)
                .hasMessageContaining("shard-0: the saved state belongs to another plan")
                .hasMessageContaining("start afresh")
                .hasMessageContainingAll(words);
    }

    /** Else Flink may report that this word found a failed task, and not why that failed. */
    @Test
    void aBoundedPlanIsRefusedAfterTheWordThatNoShardsCome() throws Exception {
        OperatorSubtaskState state;
        try (SourceHarness<Sampled<Long>> harness =
                SourceHarness.open(builder(plan(), SHARDS).setMaxSamples(100).buildWithProvenance())) {
            harness.assignFresh(builder(plan(), SHARDS).setMaxSamples(100).buildWithProvenance(), 0);
            harness.take(3);
            state = harness.snapshot(1);
        }
        StreamerSource<Sampled<Long>> other =
                builder(plan(), SHARDS).setSeed(99).setMaxSamples(100).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(other, state)) {
            assertThat(harness.poll()).isEmpty();
            assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            assertThat(harness.isAvailable()).isFalse();
            assertThatThrownBy(() -> harness.reader().snapshotState(2))
                    .as("a checkpoint would lose the shard")
                    .hasMessageContaining("the saved state belongs to another plan: seed");
            harness.noMoreSplits();
            assertThat(harness.isAvailable()).isTrue();
            assertThatThrownBy(harness::poll).hasMessageContaining("the saved state belongs to another plan: seed");
        }
    }

    @Test
    void anotherStopRateOrReadingIsTheSamePlan() throws Exception {
        StreamerSource<Sampled<Long>> source = endless();
        OperatorSubtaskState state;
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            harness.take(10);
            state = harness.snapshot(1);
        }
        StreamerSource<Sampled<Long>> other = builder(plan(), SHARDS)
                .setMaxSamples(1000)
                .setReadThreads(0)
                .setSamplesPerSecond(1e6)
                .buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.restore(other, state)) {
            assertThat(harness.take(5)).isNotEmpty();
        }
    }

    private static void isNotTriedAgain(Throwable refusal) {
        assertThat(ThrowableClassifier.findThrowableOfThrowableType(refusal, ThrowableType.NonRecoverableError))
                .as("the job fails at once, whatever the restart strategy")
                .isPresent();
    }

    /** Otherwise Flink reports that the event found no running task, and the failure is lost. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aReadThatFailsAtOnceIsToldWhenTheWordHasComeThatThereAreNoMoreShards(int threads) throws Exception {
        Streamer<Long> fails = Streamer.<Long>items((seed, skip) -> () -> {
            throw new IllegalStateException("the pump is dry");
        });
        StreamerSource<Sampled<Long>> source =
                builder(fails, 1).setMaxSamples(100).setReadThreads(threads).buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            for (int i = 0; i < 100; i++) {
                assertThat(harness.poll()).isEmpty();
            }
            harness.noMoreSplits();
            assertThatThrownBy(() -> harness.take(1)).hasMessageContaining("the pump is dry");
        }
    }

    @Test
    void noDefaultOfFlinkIsInherited() {
        // A default of SourceReader is either a refusal (pauseOrResumeSplits) or means that something is dropped
        // silently.
        Set<String> inherited = new TreeSet<>();
        Stream.of(SourceReader.class.getMethods()).filter(Method::isDefault).forEach(method -> {
            try {
                ShardReader.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            } catch (NoSuchMethodException e) {
                inherited.add(method.getName());
            }
        });
        // Their state does not depend on whether a checkpoint became complete.
        assertThat(inherited).containsExactlyInAnyOrder("notifyCheckpointComplete", "notifyCheckpointAborted");
    }

    private static long highestWatermark(SourceHarness<?> harness) {
        return harness.events().stream()
                .filter(Watermark.class::isInstance)
                .mapToLong(event -> ((Watermark) event).getTimestamp())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static <T> List<Sampled<T>> of(int shard, List<Sampled<T>> all) {
        return all.stream().filter(sampled -> sampled.shard() == shard).toList();
    }
}
