// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.spi.Trace;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every tree. A failure names the number of its tree; numbers are fixed by a seed, so that a run can be repeated. */
class SamplingLawsTest {

    private static final String SEED = "20251120";
    private static final int DRAWS = 40;

    @Provide
    Arbitrary<Trees.Tree> trees() {
        return Trees.arbitrary(Trees.Leaves.ANY);
    }

    @Provide
    Arbitrary<Trees.Tree> emptyTrees() {
        return Trees.arbitrary(Trees.Leaves.EMPTY);
    }

    /** Saved after each sample and gone on with: the same values from the same places as without a break. */
    @Property(tries = 1500, seed = SEED, shrinking = ShrinkingMode.OFF)
    void savingAnywhereChangesNothing(@ForAll("trees") Trees.Tree tree) throws IOException {
        List<byte[]> states = new ArrayList<>();
        List<String> unbroken = new ArrayList<>();
        try (Sampling<String> sampling = open(tree.streamer(), null, ReadStrategy.DIRECT)) {
            states.add(sampling.save());
            while (unbroken.size() < DRAWS && draw(sampling, unbroken)) {
                states.add(sampling.save());
            }
        }
        for (int at = 0; at < states.size(); at++) {
            List<String> rest = new ArrayList<>(unbroken.subList(0, at));
            try (Sampling<String> sampling = open(tree.streamer(), states.get(at), ReadStrategy.DIRECT)) {
                assertThat(sampling.save())
                        .as("what was read back is saved the same, at %d", at)
                        .isEqualTo(states.get(at));
                while (rest.size() < DRAWS && draw(sampling, rest)) {}
            }
            assertThat(rest).as("resumed after %d samples", at).isEqualTo(unbroken);
        }
    }

    /** Neither does it matter when items come, nor whether streams are opened early, nor that the run is broken off while it waits. */
    @Property(tries = 1500, seed = SEED, shrinking = ShrinkingMode.OFF)
    void neitherWaitingNorBreakingOffChangesAnything(@ForAll("trees") Trees.Tree tree, @ForAll long chance)
            throws IOException {
        List<String> unbroken = new ArrayList<>();
        try (Sampling<String> sampling = open(tree.streamer(), null, ReadStrategy.DIRECT)) {
            while (unbroken.size() < DRAWS && draw(sampling, unbroken)) {}
        }
        Random random = new Random(chance);
        List<String> broken = new ArrayList<>();
        Sampling<String> sampling = open(tree.streamer(), null, new FlakyReads(chance, random.nextBoolean()));
        PollResult answer = PollResult.PENDING;
        while (broken.size() < DRAWS && answer != PollResult.END) {
            answer = sampling.poll();
            if (answer == PollResult.ITEM) {
                broken.add(where(sampling));
            }
            if (random.nextInt(4) == 0) {
                byte[] state = sampling.save();
                sampling.close();
                sampling = open(tree.streamer(), state, new FlakyReads(random.nextLong(), random.nextBoolean()));
            }
        }
        sampling.close();
        assertThat(broken).isEqualTo(unbroken);
    }

    /** A failure that passes changes nothing, wherever in the tree it is waited for: what was opened again goes on where it was. */
    @Property(tries = 1500, seed = SEED, shrinking = ShrinkingMode.OFF)
    void failuresThatPassChangeNothing(@ForAll("trees") Trees.Tree tree, @ForAll long chance) throws IOException {
        Streamer<String> patient = tree.streamer().skipOnError(1_000_000);
        List<String> unbroken = new ArrayList<>();
        try (Sampling<String> sampling = open(patient, null, ReadStrategy.DIRECT)) {
            while (unbroken.size() < DRAWS && draw(sampling, unbroken)) {}
        }
        List<String> repaired = new ArrayList<>();
        try (Sampling<String> sampling = open(patient, null, FlakyReads.failing(chance))) {
            while (repaired.size() < DRAWS && draw(sampling, repaired)) {}
        }
        assertThat(repaired).isEqualTo(unbroken);
    }

    /** A tree without any item ends: nothing spins. */
    @Property(tries = 1500, seed = SEED, shrinking = ShrinkingMode.OFF)
    void everyTreeOfEmptyStreamsEnds(@ForAll("emptyTrees") Trees.Tree tree) throws IOException {
        try (Sampling<String> sampling = open(tree.streamer(), null, ReadStrategy.DIRECT)) {
            assertThat(sampling.poll()).isEqualTo(PollResult.END);
            assertThat(sampling.poll()).isEqualTo(PollResult.END);
            byte[] state = sampling.save();
            try (Sampling<String> again = open(tree.streamer(), state, ReadStrategy.DIRECT)) {
                assertThat(again.poll()).isEqualTo(PollResult.END);
            }
        }
    }

    /** The shards of a tree that gives each item once have each item exactly once. */
    @Property(tries = 1000, seed = SEED, shrinking = ShrinkingMode.OFF)
    void shardsHaveEachItemOnce(@ForAll long number, @ForAll @IntRange(min = 1, max = 5) int shards)
            throws IOException {
        Trees.Tree tree = Trees.cutable(number, shards);
        Map<String, Integer> whole = counts(tree.streamer());
        assertThat(whole.values()).containsOnly(1);
        Map<String, Integer> union = new HashMap<>();
        for (int shard = 0; shard < shards; shard++) {
            counts(Trees.shard(tree, shard, shards)).forEach((item, n) -> union.merge(item, n, Integer::sum));
        }
        assertThat(union).isEqualTo(whole);
    }

    private static Map<String, Integer> counts(Streamer<String> streamer) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        try (Sampling<String> sampling = open(streamer, null, ReadStrategy.DIRECT)) {
            while (sampling.poll() == PollResult.ITEM) {
                counts.merge(sampling.sample(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Sampling<String> open(Streamer<String> streamer, byte[] state, ReadStrategy reads)
            throws IOException {
        return Sampling.open(streamer, 99, 0, state, reads, () -> {});
    }

    private static boolean draw(Sampling<String> sampling, List<String> drawn) throws IOException {
        PollResult answer = sampling.poll();
        while (answer == PollResult.PENDING) {
            answer = sampling.poll();
        }
        if (answer == PollResult.ITEM) {
            drawn.add(where(sampling));
        }
        return answer == PollResult.ITEM;
    }

    private static String where(Sampling<String> sampling) {
        Trace trace = new Trace();
        sampling.locate(trace);
        return sampling.draws() + ": " + sampling.sample() + " from " + RunFigures.path(trace) + ", activation "
                + trace.activation() + ", epoch " + trace.epoch() + ", offset " + trace.offset();
    }
}
