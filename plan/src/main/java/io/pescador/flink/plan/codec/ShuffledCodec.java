// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code mux: shuffled}. */
@Internal
public final class ShuffledCodec implements PolicyCodec {

    @Override
    public String kind() {
        return "shuffled";
    }

    @Override
    public List<Key<?>> keys(Use use) {
        return use == Use.LIVE ? List.of(Keys.LIVE_WEIGHTS) : List.of(Keys.WEIGHTS, Keys.WEIGHTING);
    }

    @Override
    public Policy read(Mapping node, Use use) {
        return ShuffledPolicy.of().weighting(node.get(Keys.WEIGHTING));
    }
}
