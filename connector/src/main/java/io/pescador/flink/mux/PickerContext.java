// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Opening;
import io.pescador.flink.streamer.Places;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.function.Supplier;

/** With what a picker begins: the seed of the mux's activation, and what earlier activations at the same place of a tree carried over. */
@Experimental
public final class PickerContext {

    private final long seed;

    /** Null outside of a tree. */
    private final Opening opening;

    private PickerContext(long seed, Opening opening) {
        this.seed = seed;
        this.opening = opening;
    }

    /** Of a mux that has nothing to do with others, and is activated once. */
    public static PickerContext alone(long seed) {
        return new PickerContext(seed, null);
    }

    static PickerContext of(Opening opening) {
        return new PickerContext(opening.seed(), opening);
    }

    /** All randomness of the picker comes from it. */
    public long seed() {
        return seed;
    }

    /** Whether the mux may be activated again at the same place, so that something can be carried over. */
    public boolean carries() {
        return opening != null;
    }

    /** Whether another mux, above this one, closes and opens it. */
    public boolean isNested() {
        return opening != null && !opening.isRoot();
    }

    /** Whether an earlier activation carried something over. */
    public boolean hasCarried() {
        return opening != null && opening.places().knows(opening.place());
    }

    /**
     * What is carried over from one activation to the next. It is saved and restored with the tree.
     *
     * @param fresh makes it at the first activation
     * @param reader reads what was saved
     */
    public <L extends Places.Ledger> L carried(Supplier<L> fresh, Places.LedgerReader<L> reader) throws IOException {
        return opening.places().ledger(opening.place(), fresh, reader);
    }

    /** Forgets what was carried over: this activation begins from nothing. */
    public void forgetCarried() {
        opening.places().forget(opening.place());
    }
}
