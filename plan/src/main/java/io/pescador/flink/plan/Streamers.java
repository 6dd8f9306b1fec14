// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.types.SampleItems;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Builds the streamers of a plan's tree, and reports what they refuse. */
class Streamers {

    private final Problems problems;
    private final boolean tagged;
    private final Set<Place> refused = new HashSet<>();
    private int leaves;

    /** @param tagged whether samples carry the number of their leaf: {@link StreamTag} */
    Streamers(Problems problems, boolean tagged) {
        this.problems = problems;
        this.tagged = tagged;
    }

    /** How often in a row a leaf is opened again where it failed, before it is left out. */
    private static final int RETRIES = 2;

    /** @return null if something is wrong */
    Streamer<Sample> build(Stream stream) {
        return build(stream, false);
    }

    private Streamer<Sample> build(Stream stream, boolean skipsAbove) {
        boolean leaf = stream instanceof Stream.Leaf;
        boolean skips =
                stream.steps().skips() == null ? skipsAbove : stream.steps().skips();
        if (leaf) {
            return leaf((Stream.Leaf) stream, skips, tag(number(1)));
        }
        Streamer<Sample> streamer = mux((Stream.Branch) stream, skips);
        return streamer == null ? null : steps(streamer, applied(stream.steps()), null, stream.place());
    }

    /** The number of the next of {@code count} leaves. */
    int number(int count) {
        leaves += count;
        return leaves - count;
    }

    private StreamTag tag(int leaf) {
        return tagged ? new StreamTag(leaf) : null;
    }

    /** A leaf with its steps. */
    private Streamer<Sample> leaf(Stream.Leaf leaf, boolean skips, StreamTag tag) {
        Streamer<Sample> streamer = leaf(leaf);
        streamer = skips && streamer != null ? streamer.skipOnError(RETRIES) : streamer;
        return streamer == null ? null : steps(streamer, applied(leaf.steps()), tag, leaf.place());
    }

    /**
     * A leaf of a plan that was loaded before, hence without fault.
     *
     * @param skips whether it is left out where it fails
     * @param number of the leaf
     */
    static Streamer<Sample> sound(Stream.Leaf leaf, boolean skips, boolean tagged, int number) {
        Problems problems = new Problems();
        Streamers streamers = new Streamers(problems, tagged);
        Streamer<Sample> streamer = streamers.leaf(leaf, skips, streamers.tag(number));
        try {
            problems.raise();
        } catch (PlanException e) {
            throw new IllegalStateException(e.getMessage(), e); // a class of the plan's author that is not there, say
        }
        return streamer;
    }

    private Streamer<Sample> mux(Stream.Branch branch, boolean skips) {
        List<Streamer<Sample>> streams = streams(branch, skips);
        if (streams.isEmpty() || branch.mux().weights() != null && branch.weights() == null) {
            return null;
        }
        try {
            return mux(branch, streams);
        } catch (IllegalArgumentException e) {
            problems.plan(branch.place(), e.getMessage());
            return null;
        }
    }

    /**
     * The streams of a mux.
     *
     * @param skips whether those are left out that fail, unless they say themselves
     * @return none if something is wrong
     */
    List<Streamer<Sample>> streams(Stream.Branch branch, boolean skips) {
        List<Streamer<Sample>> streams = new ArrayList<>();
        boolean whole = true;
        for (Stream stream : branch.streams()) {
            Streamer<Sample> streamer = build(stream, skips);
            whole &= streamer != null;
            streams.add(streamer);
        }
        return whole ? streams : List.of();
    }

    private static Streamer<Sample> mux(Stream.Branch branch, List<Streamer<Sample>> streams) {
        return Mux.of(branch.name(), Pool.of(streams).weights(branch.weights()), policy(branch.mux()));
    }

    private static Policy policy(MuxNode mux) {
        Weighting weighting = Weighting.valueOf(upper(mux.weighting()));
        return switch (mux.kind()) {
            case STOCHASTIC -> new StochasticPolicy(
                    mux.nActive(),
                    mux.rate() == null ? StochasticPolicy.NO_RATE : mux.rate(),
                    StochasticPolicy.Mode.valueOf(upper(mux.mode())),
                    Dist.valueOf(upper(mux.dist())),
                    weighting,
                    mux.prunes());
            case SHUFFLED -> ShuffledPolicy.of().weighting(weighting);
            case ROUND_ROBIN -> RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.valueOf(upper(mux.mode())));
            case CHAIN -> ChainPolicy.of().mode(ChainPolicy.Mode.valueOf(upper(mux.mode())));
        };
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    Streamer<Sample> leaf(Stream.Leaf stream) {
        LeafNode leaf = stream.leaf();
        Streamer<Sample> streamer;
        switch (leaf.kind()) {
            case ITEMS -> streamer = leaf.items() == null ? null : Streamer.of(leaf.items());
            case CLASS -> streamer = leaf.source() == null ? null : UserCode.leaf(leaf, problems);
            default -> {
                try {
                    Rows<Sample> rows = FileRows.of(stream);
                    rows = stream.match() == null ? rows : stream.match().pin(rows);
                    streamer = Streamer.rows(rows, FileRows.order(stream, rows));
                } catch (IllegalArgumentException e) {
                    problems.plan(leaf.fieldsPlace(), e.getMessage());
                    return null;
                }
            }
        }
        return streamer != null && Boolean.FALSE.equals(leaf.split()) ? streamer.undivided() : streamer;
    }

    /** Which of a node's steps are taken. */
    Steps applied(Steps steps) {
        return steps;
    }

    private Streamer<Sample> steps(Streamer<Sample> source, Steps steps, StreamTag tag, Place place) {
        Streamer<Sample> streamer = source;
        if (steps.map() != null) {
            streamer = UserCode.map(streamer, steps.map(), problems);
        }
        if (steps.filter() != null) {
            streamer = UserCode.filter(streamer, steps.filter(), problems);
        }
        if (tag != null) {
            streamer = streamer.map(tag);
        }
        try {
            if (steps.passes() == Steps.ENDLESS) {
                streamer = streamer.cycle(steps.reshuffle());
            } else if (steps.passes() > 1) {
                streamer = streamer.epochs(steps.passes(), steps.reshuffle());
            }
            if (steps.cache() != null) {
                streamer = streamer.cache(steps.cache().size(), steps.cache().prob(), SampleItems.CODEC);
            }
            if (steps.maxIter() != null) {
                streamer = streamer.maxIter(steps.maxIter());
            }
            if (steps.buffer() != null) {
                streamer = buffered(streamer, steps.buffer());
            }
        } catch (IllegalArgumentException e) {
            // What one file of a pattern refuses, the others mostly refuse too.
            if (refused.add(place)) {
                problems.plan(place, e.getMessage());
            }
        }
        return streamer;
    }

    /** Batches of samples, each array with a new first axis. */
    static Streamer<Sample> buffered(Streamer<Sample> streamer, Steps.Buffer buffer) {
        return streamer.buffer(buffer.size(), buffer.partial(), Streamers::batch, SampleItems.CODEC);
    }

    private static Sample batch(List<Sample> samples) throws IOException {
        try {
            return Sample.stack(samples);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "no batch can be made: " + e.getMessage()
                            + ". Give streams whose samples are alike, or leave out buffer",
                    e);
        }
    }
}
