// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.ChainPolicy.Mode;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code mux: chain}. */
@Internal
public final class ChainCodec implements PolicyCodec {

    private static final Key<Mode> MODE = Key.of(
                    "mode",
                    Type.oneOf(Mode.EXHAUSTIVE, Mode.CYCLE),
                    "What happens when all streams have ended: the mux ends, or begins again.")
            .orElse(Mode.EXHAUSTIVE);

    @Override
    public String kind() {
        return "chain";
    }

    @Override
    public List<Key<?>> keys(Use use) {
        return use == Use.LIVE ? List.of() : List.of(MODE);
    }

    @Override
    public Policy read(Mapping node, Use use) {
        return new ChainPolicy(use == Use.LIVE ? Mode.EXHAUSTIVE : node.get(MODE));
    }
}
