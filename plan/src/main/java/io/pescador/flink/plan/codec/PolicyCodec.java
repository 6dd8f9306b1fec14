// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;

import org.apache.flink.annotation.Experimental;

import java.util.List;

/**
 * Reads the settings of a kind of mux. Found by {@link java.util.ServiceLoader}; stateless. The keys that all muxes have ({@code mux},
 * {@code streams}, {@code of}, {@code each}) are not among them.
 */
@Experimental
public interface PolicyCodec {

    /** Where the streams of a mux come from, which decides about keys and defaults. */
    enum Use {
        /** Streams of a plan for {@code pescador sample}. */
        SAMPLES,
        /** Records that flow by, in a plan for {@code pescador mux}. */
        LIVE
    }

    /** The kind, as plans write it. */
    String kind();

    /** Its keys, in the order of the documentation; {@code weights} among them if streams may have weights. */
    List<Key<?>> keys(Use use);

    /** @return the policy; null if it says something wrong, which has been reported */
    Policy read(Mapping node, Use use);
}
