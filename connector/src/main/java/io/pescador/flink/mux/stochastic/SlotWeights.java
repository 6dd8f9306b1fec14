// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.SlotSampler;

/** By which weights filled slots are drawn. Immutable. */
final class SlotWeights {

    /** By stream; null where all slots are drawn with equal chances. */
    private final double[] weights;

    private SlotWeights(double[] weights) {
        this.weights = weights;
    }

    /** @param weights of the streams; null for equal chances */
    static SlotWeights of(double[] weights) {
        return new SlotWeights(weights);
    }

    /** Whether slots are drawn with equal chances, so that an activation's quota does not depend on what the other slots hold. */
    boolean areEqual() {
        return weights == null;
    }

    double of(int stream) {
        return weights == null ? 1 : weights[stream];
    }

    SlotSampler sampler(int slots) {
        return SlotSampler.of(slots, weights);
    }
}
