// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.spec.Input;

import java.util.List;

/** Reads a kind of leaf. */
interface LeafCodec {

    /** What messages call such a leaf. */
    String title();

    /** Its keys in the order of the documentation. The first says what it reads, and tells its kind. */
    List<Key<?>> keys();

    /** @return what it reads; null if that is wrong, which has been reported */
    Input read(Mapping node);

    /** The word that tells its kind. */
    default String kind() {
        return keys().get(0).word();
    }
}
