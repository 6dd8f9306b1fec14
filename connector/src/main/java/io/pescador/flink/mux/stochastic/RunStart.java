// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

/** A step with which the first activation of a run begins, as if the run had always been under way. */
interface RunStart {

    /** @param draw makes a draw whose sample is not given */
    void begin(long seed, ActiveSet active, LeastChargedChooser streams, Runnable draw);
}
