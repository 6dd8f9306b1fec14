// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import java.io.Serializable;

/**
 * How many samples an activation of each stream can give, as far as that is known.
 *
 * @param known less than 0 for a stream of which it is not known; null if it is known of none
 */
record StreamLengths(long[] known) implements Serializable {

    /** {@link Long#MAX_VALUE} where it is not known. */
    long of(int stream) {
        return known == null || known[stream] < 0 ? Long.MAX_VALUE : Math.max(1, known[stream]);
    }
}
