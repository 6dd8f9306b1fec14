// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import org.apache.flink.annotation.Internal;

/** The checks of a mux's arguments; messages name the argument, and the caller adds the mux. */
@Internal
public final class Arguments {

    private Arguments() {}

    public static int nActive(int nActive) {
        if (nActive < 1) {
            throw new IllegalArgumentException("n_active is " + nActive + ": at least one stream must be active");
        }
        return nActive;
    }

    public static double rate(double rate) {
        if (!(rate >= 1) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "rate is " + rate + ": the mean number of samples of an activation is a finite number ≥ 1");
        }
        return rate;
    }

    /**
     * @param weights copied
     * @return the weights, scaled to a sum of 1
     */
    public static double[] weights(double[] weights, int streams) {
        if (weights.length != streams) {
            throw new IllegalArgumentException(
                    weights.length + " weights for " + streams + " streams: give each stream its weight");
        }
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException(
                        "weights[" + i + "] is " + weights[i] + ": a weight is a finite number ≥ 0");
            }
            largest = Math.max(largest, weights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException("all weights are 0: at least one must be above");
        }
        double[] scaled = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            scaled[i] = weights[i] / largest; // first, so that the sum of huge weights stays finite
            sum += scaled[i];
        }
        for (int i = 0; i < weights.length; i++) {
            // A weight above 0 stays above 0, however small it is beside the others.
            scaled[i] = weights[i] == 0 ? 0 : Math.max(scaled[i] / sum, Double.MIN_NORMAL);
        }
        return scaled;
    }
}
