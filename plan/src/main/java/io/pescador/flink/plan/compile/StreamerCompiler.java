// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Steps.OnError;
import io.pescador.flink.plan.spec.Weights;
import io.pescador.flink.plan.step.UserCode;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds the streamers of a plan's tree, and reports what they refuse. */
@Internal
public class StreamerCompiler {

    /** Whether samples carry the number of their leaf. */
    public enum Tags {
        NONE,
        /** {@link StreamTag}. */
        LEAVES
    }

    /** How often in a row a leaf is opened again where it failed, before it is left out. */
    private static final int RETRIES = 2;

    private final Locations locations;
    private final Problems problems;
    private final Tags tags;
    private final Set<SourceLocation> refused = new HashSet<>();
    private int leaves;

    public StreamerCompiler(Locations locations, Problems problems, Tags tags) {
        this.locations = locations;
        this.problems = problems;
        this.tags = tags;
    }

    /** @return null if something is wrong */
    public Streamer<Sample> compile(Spec spec) {
        return compile(spec, OnError.FAIL);
    }

    private Streamer<Sample> compile(Spec spec, OnError above) {
        OnError onError = spec.steps().onError(above);
        if (spec instanceof LeafSpec leaf) {
            return leaf(leaf, onError, number(1));
        }
        Streamer<Sample> streamer = mux((MuxSpec) spec, onError);
        return streamer == null ? null : steps(streamer, spec, null);
    }

    /** The number of the next of {@code count} leaves. */
    final int number(int count) {
        leaves += count;
        return leaves - count;
    }

    /** A leaf with its steps. */
    final Streamer<Sample> leaf(LeafSpec leaf, OnError onError, int number) {
        Streamer<Sample> streamer = source(leaf, onError.records());
        if (streamer == null) {
            return null;
        }
        return steps(
                onError.skips() ? streamer.skipOnError(RETRIES) : streamer,
                leaf,
                tags == Tags.LEAVES ? new StreamTag(number) : null);
    }

    private Streamer<Sample> mux(MuxSpec mux, OnError onError) {
        List<Streamer<Sample>> streams = streams(mux, onError);
        boolean unsettled = mux.weights() != null && !(mux.weights() instanceof Weights.InOrder)
                || mux.schedule().changes().stream().anyMatch(change -> change.inOrder() == null);
        if (streams.isEmpty() || unsettled) {
            return null;
        }
        try {
            Pool<Sample> pool = Pool.of(streams)
                    .weights(mux.inOrder())
                    .schedule(mux.schedule().in(rounds(mux.schedule())));
            return Mux.of(mux.name(), pool, mux.policy());
        } catch (IllegalArgumentException e) {
            problems.plan(locations.of(mux), e.getMessage());
            return null;
        }
    }

    /**
     * The streams of a mux.
     *
     * @param onError of those that do not say themselves
     * @return none if something is wrong
     */
    List<Streamer<Sample>> streams(MuxSpec mux, OnError onError) {
        List<Streamer<Sample>> streams = new ArrayList<>();
        boolean whole = true;
        for (Spec spec : mux.streams()) {
            Streamer<Sample> streamer = compile(spec, onError);
            whole &= streamer != null;
            streams.add(streamer);
        }
        return whole ? streams : List.of();
    }

    /** A leaf without its steps; null if something is wrong. */
    Streamer<Sample> source(LeafSpec leaf, BadRecords bad) {
        if (leaf.input() instanceof Input.Items items) {
            return Streamer.of(items.samples());
        }
        if (leaf.input() instanceof Input.OfClass user) {
            return UserCode.leaf(user.className(), user.rowRule(), locations.of(leaf, "class"), problems);
        }
        return leaf.input() instanceof Input.Files files ? file(leaf, files, bad) : null;
    }

    private Streamer<Sample> file(LeafSpec leaf, Input.Files files, BadRecords bad) {
        try {
            Rows<Sample> rows = leaf.file().pin(leaf.rows(bad));
            Streamer<Sample> streamer =
                    files.rowRule().stream(rows, files.format().defaultOrder());
            return files.distribution() == Input.Distribution.WHOLE ? streamer.undivided() : streamer;
        } catch (IllegalArgumentException e) {
            problems.plan(locations.of(leaf, "fields"), e.getMessage());
            return null;
        }
    }

    /** The rounds of which a schedule speaks. */
    Rounds rounds(Schedule schedule) {
        return schedule.rounds();
    }

    /** Whether a step is taken. */
    boolean takes(Step step) {
        return true;
    }

    /** Adds the steps of a node. A leaf's samples get their tag when they are what the plan's author makes of them. */
    private Streamer<Sample> steps(Streamer<Sample> source, Spec spec, StreamTag tag) {
        Streamer<Sample> streamer = source;
        StreamTag pending = tag;
        for (Step step : spec.steps().list()) {
            if (pending != null && step.phase().compareTo(Step.Phase.FILTER) > 0) {
                streamer = streamer.map(pending);
                pending = null;
            }
            streamer = takes(step) ? step(streamer, step, spec) : streamer;
        }
        return pending == null ? streamer : streamer.map(pending);
    }

    private Streamer<Sample> step(Streamer<Sample> streamer, Step step, Spec spec) {
        try {
            return step.apply(streamer, locations.of(spec, step.key()), problems);
        } catch (IllegalArgumentException e) {
            // What one file of a pattern refuses, the others mostly refuse too.
            if (refused.add(locations.of(spec))) {
                problems.plan(locations.of(spec), e.getMessage());
            }
            return streamer;
        }
    }
}
