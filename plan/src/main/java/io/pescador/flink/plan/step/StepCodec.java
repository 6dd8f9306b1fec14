// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.spec.Step;

import org.apache.flink.annotation.Experimental;

import java.util.List;

/** Reads a step of a plan. Found by {@link java.util.ServiceLoader}; stateless. */
@Experimental
public interface StepCodec {

    /** The keys of the step, which every node may have. */
    List<Key<?>> keys();

    /** @return the step; null where the node has none, or what it says is wrong, which has been reported */
    Step read(Mapping node);
}
