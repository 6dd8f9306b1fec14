// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.spec.MuxSpec;

import java.util.Arrays;

/** How far the streams of a mux may be from their shares. */
final class ShareBound {

    private ShareBound() {}

    /**
     * The kernel's bound: {@code |count − n·w| ≤ 3·rate·(1 + w·√N)} for each of N streams, at any time.
     *
     * @param shares of the streams
     * @return samples of a shard; NaN where no bound is promised
     */
    static double of(MuxSpec mux, double[] shares) {
        boolean bounded = mux.policy() instanceof StochasticPolicy stochastic
                && stochastic.hasRate()
                && stochastic.weighting() == Weighting.SHARE
                && mux.inOrder() != null;
        if (!bounded) {
            return Double.NaN;
        }
        double heaviest = Arrays.stream(shares).max().orElse(0);
        return 3
                * ((StochasticPolicy) mux.policy()).rate()
                * (1 + heaviest * Math.sqrt(mux.streams().size()));
    }
}
