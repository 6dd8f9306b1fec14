// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A plan that can be run: checked, its patterns unfolded, its files tried out.
 *
 * @param plan as it is written
 * @param tree its streams
 * @param streamer what they come to, with the passes that the plan's stop asks for
 * @param most how many samples or batches the plan gives at most, or null: it runs to its end, or for ever
 * @param sampleBytes the largest of the first samples of its files
 * @param notices what its author should know, though nothing is wrong
 */
public record ReadyPlan(
        Plan plan, Stream tree, Streamer<Sample> streamer, Long most, long sampleBytes, List<String> notices) {

    /** The files that it reads: the plan itself, its weights, and those of its leaves. */
    public List<String> inputs() {
        List<String> inputs = new ArrayList<>(List.of(plan.file()));
        weights(tree, PlanPaths.besides(plan.file()), inputs);
        for (Stream.Leaf leaf : tree.leaves()) {
            if (leaf.file() != null) {
                inputs.add(leaf.file());
            }
        }
        return inputs;
    }

    private static void weights(Stream stream, PlanPaths paths, List<String> files) {
        if (stream instanceof Stream.Branch branch) {
            if (branch.mux().weights() instanceof WeightRule.InFile file) {
                files.add(paths.resolve(file.path()));
            }
            branch.streams().forEach(below -> weights(below, paths, files));
        }
    }

    /** Whether what it gives are batches. */
    public boolean givesBatches() {
        return givesBatches(tree);
    }

    static boolean givesBatches(Stream stream) {
        return stream.steps().buffer() != null
                || stream instanceof Stream.Branch branch
                        && branch.streams().stream().anyMatch(ReadyPlan::givesBatches);
    }

    /** How many samples make a batch; 1 where the root makes none. */
    public int batchSize() {
        return tree.steps().buffer() == null ? 1 : tree.steps().buffer().size();
    }

    /** How many samples wait in steps at a time, at most, in one shard: in a batch that is being made, or in a cache. */
    public long held() {
        return held(tree);
    }

    private static long held(Stream stream) {
        Steps steps = stream.steps();
        long here = (steps.buffer() == null ? 0 : steps.buffer().size())
                + (steps.cache() == null ? 0 : steps.cache().size());
        if (!(stream instanceof Stream.Branch branch)) {
            return here;
        }
        long most = 0;
        long sum = 0;
        for (Stream below : branch.streams()) {
            long held = held(below);
            most = Math.max(most, held);
            sum += held;
        }
        return here
                + switch (branch.mux().kind()) {
                    case CHAIN -> most;
                    case STOCHASTIC -> branch.mux().nActive() * most;
                    case SHUFFLED, ROUND_ROBIN -> sum;
                };
    }

    /** The most streams that are open at a time, over all shards. */
    public long open() {
        return open(tree, plan.shards());
    }

    /**
     * The most streams of a part of the tree that are open at a time.
     *
     * @param shards that have a part of it each
     */
    public static long open(Stream stream, int shards) {
        if (stream instanceof Stream.Leaf leaf) {
            boolean whole = Boolean.FALSE.equals(leaf.leaf().split());
            return leaf.file() == null ? 0 : whole ? 1 : shards;
        }
        Stream.Branch branch = (Stream.Branch) stream;
        return switch (branch.mux().kind()) {
            case CHAIN -> below(branch, shards).max().orElse(0);
            case SHUFFLED, ROUND_ROBIN -> below(branch, shards).sum();
            case STOCHASTIC -> stochastic(branch, shards);
        };
    }

    private static LongStream below(Stream.Branch branch, int shards) {
        return branch.streams().stream().mapToLong(stream -> open(stream, shards));
    }

    /** Its slots are divided among the shards; what is in a slot belongs to one. */
    private static long stochastic(Stream.Branch branch, int shards) {
        int slots = branch.mux().nActive();
        long[] below = below(branch, 1).sorted().toArray();
        if (below.length == 0) {
            return 0;
        }
        // A stream can have several slots: under this mode, or since each shard has a part of it.
        if (branch.mux().mode().equals("with_replacement") || shards > 1) {
            return slots * below[below.length - 1];
        }
        return Arrays.stream(below, Math.max(0, below.length - slots), below.length)
                .sum();
    }
}
