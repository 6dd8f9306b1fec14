// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntToLongFunction;

/** The share of all samples that the plan asks of each leaf: the product of the shares on its path. */
@Internal
public final class TargetShares {

    private final double[] shares;

    private TargetShares(double[] shares) {
        this.shares = shares;
    }

    /** Those of all samples; NaN below a mux whose weights change. */
    public static TargetShares of(Spec tree) {
        return of(tree, MuxSpec::shares);
    }

    /** Those that are asked for at a sample of the global order. */
    public static TargetShares at(long sample, Spec tree) {
        return of(tree, mux -> mux.sharesAt(sample));
    }

    private static TargetShares of(Spec tree, Function<MuxSpec, double[]> sharesOf) {
        double[] shares = new double[tree.leaves().size()];
        fill(tree, 1, 0, sharesOf, shares);
        return new TargetShares(shares);
    }

    /** @return the number after the last leaf of the stream */
    private static int fill(
            Spec stream, double share, int first, Function<MuxSpec, double[]> sharesOf, double[] shares) {
        if (!(stream instanceof MuxSpec branch)) {
            shares[first] = share;
            return first + 1;
        }
        double[] below = sharesOf.apply(branch);
        int next = first;
        for (int i = 0; i < branch.streams().size(); i++) {
            next = fill(branch.streams().get(i), share * below[i], next, sharesOf, shares);
        }
        return next;
    }

    /** NaN where a mux on the path promises no shares. */
    public double of(int leaf) {
        return shares[leaf];
    }

    /** Whether each leaf has one. */
    public boolean arePromised() {
        return Arrays.stream(shares).noneMatch(Double::isNaN);
    }

    /**
     * The total-variation distance from these shares to those of the counts: the part of the samples that other leaves should have given,
     * from 0 to 1. NaN where no shares are promised.
     *
     * @param counts samples of each leaf
     * @param samples their sum; of none, the distance is that of empty counts
     */
    public double error(IntToLongFunction counts, long samples) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += Math.abs(shares[i] - (double) counts.applyAsLong(i) / Math.max(1, samples));
        }
        return sum / 2;
    }
}
