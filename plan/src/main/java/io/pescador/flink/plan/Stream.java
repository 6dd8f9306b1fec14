// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.MatchedFile;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A node of a plan's tree once its patterns are unfolded: every stream by itself, with its name and weight. What {@link Node} is to the plan
 * as it is written, this is to the plan as it runs.
 */
public sealed interface Stream {

    /** What it is called: by the plan, or after its file or capture. */
    String name();

    /** What is done to its samples. */
    Steps steps();

    /** Where the plan speaks of it. */
    Place place();

    /** The leaves of this tree, in the order of their paths. */
    List<Leaf> leaves();

    /** The leaves that can be drawn: all but those without weight. */
    List<Leaf> drawn();

    /**
     * A mux.
     *
     * @param mux how it picks
     * @param weights null: a uniform choice
     */
    record Branch(MuxNode mux, String name, List<Stream> streams, double[] weights) implements Stream {

        @Override
        public Steps steps() {
            return mux.steps();
        }

        @Override
        public Place place() {
            return mux.place();
        }

        @Override
        public List<Leaf> leaves() {
            return streams.stream().flatMap(stream -> stream.leaves().stream()).toList();
        }

        @Override
        public List<Leaf> drawn() {
            return IntStream.range(0, streams.size())
                    .filter(i -> weights == null || weights[i] > 0)
                    .mapToObj(i -> streams.get(i).drawn())
                    .flatMap(List::stream)
                    .toList();
        }

        /** Whether it activates each stream once, and gives what the streams hold. */
        public boolean isExhaustive() {
            return "exhaustive".equals(mux.mode());
        }

        /**
         * The share of its samples that a stream is to have, or NaN where the mux promises none: a chain gives what its streams hold, and so
         * does an exhaustive mux.
         */
        public double share(int stream) {
            boolean all = mux.kind() == MuxKind.CHAIN || isExhaustive();
            if (all) {
                return Double.NaN;
            }
            return weights == null
                    ? 1.0 / streams.size()
                    : weights[stream] / Arrays.stream(weights).sum();
        }
    }

    /**
     * A leaf.
     *
     * @param match the file it reads, or null
     */
    record Leaf(LeafNode leaf, String name, MatchedFile match, Steps steps) implements Stream {

        /** The path of the file it reads, or null. */
        public String file() {
            return match == null ? null : match.path();
        }

        /** What the pattern captured from the path. */
        Map<String, String> captures() {
            return match == null ? Map.of() : match.captures();
        }

        @Override
        public Place place() {
            return leaf.place();
        }

        @Override
        public List<Leaf> leaves() {
            return List.of(this);
        }

        @Override
        public List<Leaf> drawn() {
            return List.of(this);
        }
    }
}
