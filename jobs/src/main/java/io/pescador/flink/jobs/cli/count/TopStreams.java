// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The streams of a plan's root with the largest shares: as many as a plot can tell apart.
 *
 * @param firstLeaves the number of each one's first leaf
 * @param endLeaves the number after its last
 * @param names what they are called
 * @param asked their shares of all samples; NaN where none is promised
 * @param left how many others the root has
 */
@Internal
public record TopStreams(int[] firstLeaves, int[] endLeaves, List<String> names, double[] asked, int left)
        implements Serializable {

    private static final int MOST = 10;

    public static TopStreams of(Spec tree) {
        if (!(tree instanceof MuxSpec root)) {
            return new TopStreams(new int[0], new int[0], List.of(), new double[0], 0);
        }
        int streams = root.streams().size();
        int[] ends = new int[streams];
        int end = 0;
        for (int i = 0; i < streams; i++) {
            end += root.streams().get(i).leaves().size();
            ends[i] = end;
        }
        double[] shares = root.shares();
        int[] top = IntStream.range(0, streams)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -shares[i]))
                .limit(MOST)
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
        List<String> names = new ArrayList<>();
        for (int i : top) {
            names.add(root.streams().get(i).name());
        }
        return new TopStreams(
                IntStream.of(top).map(i -> i == 0 ? 0 : ends[i - 1]).toArray(),
                IntStream.of(top).map(i -> ends[i]).toArray(),
                names,
                IntStream.of(top).mapToDouble(i -> shares[i]).toArray(),
                streams - top.length);
    }

    int size() {
        return firstLeaves.length;
    }

    /** The stream that a leaf belongs to; -1 if it is none of these. */
    int of(int leaf) {
        for (int i = 0; i < firstLeaves.length; i++) {
            if (leaf >= firstLeaves[i] && leaf < endLeaves[i]) {
                return i;
            }
        }
        return -1;
    }
}
