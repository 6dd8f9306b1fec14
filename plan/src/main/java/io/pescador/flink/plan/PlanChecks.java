// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.mux.Sharding;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.codec.SampleJobKeys;
import io.pescador.flink.plan.expand.Expansion;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Stop;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a plan that compiles fits its job: shards, files that are open, and the end. */
final class PlanChecks {

    private final String file;
    private final Settings job;
    private final Locations locations;
    private final SourceLocation stopAt;
    private final Problems problems;
    private final List<String> notices = new ArrayList<>();

    PlanChecks(String file, Settings job, Locations locations, SourceLocation stopAt, Problems problems) {
        this.file = file;
        this.job = job;
        this.locations = locations;
        this.stopAt = stopAt;
        this.problems = problems;
    }

    List<String> notices() {
        return notices;
    }

    SamplePlan.Checked check(Spec tree, Streamer<Sample> once) {
        int shards = job.get(SampleJobKeys.SHARDS);
        slots(tree, shards);
        schedules(tree, tree);
        Long maxEmitted = maxEmitted(tree);
        Stop stop = job.get(SampleJobKeys.STOP);
        if (stop != null && stop.unit() == Stop.Unit.EPOCHS && !once.finite()) {
            problems.plan(
                    stopAt,
                    "stop counts epochs, but the plan has streams that never end, so the first would not either:"
                            + " count samples, or take modes that end (exhaustive) and rows other than random");
            return null;
        }
        Streamer<Sample> streamer = repeated(once, stop);
        return new SamplePlan.Checked(streamer, maxEmitted, maxOpen(tree, streamer, shards));
    }

    /** With the passes that a stop asks for. */
    static Streamer<Sample> repeated(Streamer<Sample> streamer, Stop stop) {
        return stop == null || stop.unit() != Stop.Unit.EPOCHS ? streamer : streamer.epochs(stop.count());
    }

    /** Every shard needs a slot of each mux that it has a part of for sure: those above which every stream is cut. */
    private void slots(Spec spec, int shards) {
        if (!(spec instanceof MuxSpec mux)) {
            return;
        }
        int streams = mux.streams().size();
        if (mux.policy() instanceof StochasticPolicy stochastic) {
            String called = locations.has(mux, "name") ? mux.called() : "";
            String subject = locations.of(mux, "n_active") + ": n_active" + called + " is " + stochastic.nActive();
            if (!Expansion.isGroup(mux) && stochastic.nActive() < shards) {
                problems.plan(subject + ", fewer than the " + shards
                        + " shards: each shard needs a slot. Raise n_active or lower shards");
            }
            if (!stochastic.repeatsStreams() && stochastic.nActive() > streams) {
                notices.add(subject + ", more than its " + streams + " streams: it counts as " + streams);
            }
        }
        boolean areAllCut =
                mux.policy().sharding() == Sharding.EACH_CUT || !mux.schedule().isEmpty();
        int below = areAllCut ? shards : 1;
        mux.streams().forEach(stream -> slots(stream, below));
    }

    /** A schedule counts what the root of the plan gives. */
    private void schedules(Spec spec, Spec tree) {
        if (!(spec instanceof MuxSpec mux)) {
            return;
        }
        boolean batches = SamplePlan.givesBatches(tree);
        boolean ofTheRoot = tree.steps().batching().isPresent();
        for (Schedule.Change change : mux.schedule().changes()) {
            boolean countsBatches =
                    Stream.of(change.at(), change.ramp()).anyMatch(extent -> extent.unit() == Rounds.Unit.BATCHES);
            boolean countsSamples = Stream.of(change.at(), change.ramp())
                    .anyMatch(extent -> extent.unit() == Rounds.Unit.SAMPLES && extent.count() > 0);
            if (countsBatches && !batches) {
                problems.plan(
                        change.where(),
                        "the schedule counts batches, but the plan makes none: count samples, or add buffer");
            }
            if (countsSamples && batches && !ofTheRoot) {
                problems.plan(
                        change.where(),
                        "the schedule counts samples, but the streams give batches of their own: count batches");
            }
        }
        mux.streams().forEach(stream -> schedules(stream, tree));
    }

    private Long maxEmitted(Spec tree) {
        Stop stop = job.get(SampleJobKeys.STOP);
        if (stop == null || stop.unit() == Stop.Unit.EPOCHS) {
            return null;
        }
        boolean batches = SamplePlan.givesBatches(tree);
        if (stop.unit() == Stop.Unit.BATCHES && !batches) {
            problems.plan(stopAt, "stop counts batches, but the plan makes none: count samples, or add buffer");
        }
        if (stop.unit() == Stop.Unit.BATCHES || !batches) {
            return stop.count();
        }
        Step batching = tree.steps().batching().orElse(null);
        if (batching == null) {
            problems.plan(stopAt, "stop counts samples, but the streams give batches of their own: count batches");
            return null;
        }
        if (!batching.isEven()) {
            problems.plan(stopAt, "stop counts samples, but these batches differ in size: count batches");
            return null;
        }
        if (stop.count() < batching.batchSize()) {
            problems.plan(
                    stopAt,
                    "stop is at " + stop.count() + " samples, fewer than a batch of " + batching.batchSize()
                            + ": raise it, or lower the size of buffer");
        }
        return stop.count() / batching.batchSize();
    }

    private long maxOpen(Spec tree, Streamer<Sample> streamer, int shards) {
        long open = 0;
        try {
            for (int shard = 0; shard < shards && problems.none(); shard++) {
                open += streamer.cut(Cut.shard(shard, shards)).maxOpen();
            }
        } catch (IllegalArgumentException e) {
            problems.plan(locations.of(tree), Reasons.of(e));
            return 0;
        }
        Long bound = job.get(SampleJobKeys.MAX_OPEN);
        if (bound != null && open > bound) {
            problems.plan(
                    new SourceLocation(file, 1),
                    "up to " + open + " files would be open at a time, more than max_open " + bound
                            + ": lower n_active, or raise max_open");
        }
        return open;
    }
}
