// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;

/** Prints how much of its bound the deviation from the shares takes at most, over what {@link DeviationBoundTest} checks under one seed: the table of docs/sampling.md. */
final class BoundFigures {

    private static final int SEEDS = 6;

    private BoundFigures() {}

    public static void main(String[] args) {
        for (double rate : new double[] {1, 2, 4, 8, 64}) {
            double near = 0;
            double poisson = 0;
            for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
                for (int nActive : new int[] {1, 3, 10, 64}) {
                    for (Dist dist : Dist.values()) {
                        double worst = worst(nActive, rate, mode, dist);
                        if (dist == Dist.POISSON || dist == Dist.BINOMIAL && nActive == 1) {
                            poisson = Math.max(poisson, worst);
                        } else {
                            near = Math.max(near, worst);
                        }
                    }
                }
            }
            System.out.printf("| %.0f | %.2f | %.2f |%n", rate, near, poisson);
        }
    }

    private static double worst(int nActive, double rate, Mode mode, Dist dist) {
        return DeviationBoundTest.weights()
                .mapToDouble(arguments -> {
                    double[] weights = (double[]) arguments.get()[1];
                    double most = 0;
                    for (int seed = 1; seed <= SEEDS; seed++) {
                        DeviationBoundTest.Worst worst = DeviationBoundTest.worst(
                                DeviationBoundTest.mux(weights, nActive, rate, mode, dist),
                                seed,
                                weights,
                                rate,
                                20_000);
                        most = Math.max(most, Math.max(worst.ahead(), worst.behind()));
                    }
                    return most;
                })
                .max()
                .orElseThrow();
    }
}
