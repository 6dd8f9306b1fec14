// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;

/**
 * What a policy sees of a pool whose streams come and go: how many there are at a time, at most. They are numbers below that, and each comes
 * with its weight ({@link LivePicker#offer}).
 *
 * @param maxStreams the most streams at a time, at least 1
 * @param isWeighted whether the weights of offered streams matter
 */
@Experimental
public record LivePool(int maxStreams, boolean isWeighted) implements Serializable {

    /** @throws IllegalArgumentException if there are weights, which mean nothing to a {@code kind} of mux */
    public void refuseWeights(String kind) {
        if (isWeighted) {
            throw new IllegalArgumentException(FixedPool.weightless(kind));
        }
    }
}
