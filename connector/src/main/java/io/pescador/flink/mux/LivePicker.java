// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.Experimental;

/**
 * A picker whose pool is not known beforehand: streams are offered to it as they turn up, and one that ended may be offered again.
 *
 * <p>What it picks depends on when streams were offered: with the same offers between the same draws the picks are the same. An empty slot
 * takes the offered stream at once. Under {@link Weighting#SHARE} an offered stream begins level with the others.
 */
@Experimental
public interface LivePicker extends Picker {

    /**
     * Makes a stream a candidate.
     *
     * @param stream the number of a stream that is in no slot and no candidate
     * @param weight above 0; without meaning where the policy has no weights
     */
    void offer(int stream, double weight);

    /** Takes out a candidate that holds no slot. */
    void withdraw(int stream);

    /** The picked slot's stream is at its end: it is out until it is offered again. */
    @Override
    void ended();
}
