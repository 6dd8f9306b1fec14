// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.Function;

import java.io.Serializable;

/** The weight of each stream in a mixture. It must be a pure function of the id. */
@PublicEvolving
@FunctionalInterface
public interface StreamWeight extends Function, Serializable {

    /** A number ≥ 0; weights are relative to each other. A stream of weight 0 is never drawn. */
    double weight(String stream) throws Exception;
}
