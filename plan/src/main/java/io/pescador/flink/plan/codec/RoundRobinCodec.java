// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy.Mode;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code mux: round_robin}. */
@Internal
public final class RoundRobinCodec implements PolicyCodec {

    private static final Key<Mode> MODE = Key.of(
                    "mode",
                    Type.oneOf(Mode.EXHAUSTIVE, Mode.CYCLE, Mode.PERMUTED_CYCLE),
                    "What happens when all streams have ended: the mux ends, or begins again, in the same or in"
                            + " a new random order.")
            .orElse(Mode.EXHAUSTIVE);

    @Override
    public String kind() {
        return "round_robin";
    }

    @Override
    public List<Key<?>> keys(Use use) {
        return use == Use.LIVE ? List.of() : List.of(MODE);
    }

    @Override
    public Policy read(Mapping node, Use use) {
        return new RoundRobinPolicy(use == Use.LIVE ? Mode.EXHAUSTIVE : node.get(MODE));
    }
}
