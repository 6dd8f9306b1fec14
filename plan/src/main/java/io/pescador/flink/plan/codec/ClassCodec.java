// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.spec.Input;

import java.util.List;

/** A leaf that is a class of the plan's author. */
final class ClassCodec implements LeafCodec {

    private static final Key<String> CLASS = Key.of(
            "class",
            Type.javaClass(),
            "A class of yours, public, with a public constructor without arguments, that is a `Streamer`, `Items` or `Rows`"
                    + " of `Sample`. Its jar is named by the environment variable `PESCADOR_CLASSPATH`.");

    @Override
    public String title() {
        return "a leaf of your own class";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(CLASS, Keys.ROWS, Keys.MAX_EPOCHS);
    }

    @Override
    public Input read(Mapping node) {
        String name = node.get(CLASS);
        return name == null ? null : new Input.OfClass(name, Keys.rowRule(node));
    }
}
