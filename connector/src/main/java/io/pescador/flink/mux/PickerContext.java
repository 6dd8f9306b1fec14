// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.CarriedState;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.function.Supplier;

/** With what a picker begins: the seed of the mux's activation, and what earlier activations at the same place of a tree carried over. */
@Experimental
public final class PickerContext {

    private final long seed;

    /** Null outside of a tree. */
    private final ActivationContext context;

    private PickerContext(long seed, ActivationContext context) {
        this.seed = seed;
        this.context = context;
    }

    /** Of a mux that has nothing to do with others, and is activated once. */
    public static PickerContext alone(long seed) {
        return new PickerContext(seed, null);
    }

    static PickerContext of(ActivationContext context) {
        return new PickerContext(context.seed(), context);
    }

    /** All randomness of the picker comes from it. */
    public long seed() {
        return seed;
    }

    /** The number of the draw of the root that is under way. */
    public long round() {
        return context == null ? 0 : context.shard().draws();
    }

    /** Whether the mux may be activated again at the same place, so that something can be carried over. */
    public boolean carries() {
        return context != null;
    }

    /** Whether another mux, above this one, closes and opens it. */
    public boolean isNested() {
        return context != null && !context.isRoot();
    }

    /** Whether an earlier activation carried something over. */
    public boolean hasCarried() {
        return context != null && context.carried().knows(context.path());
    }

    /**
     * What is carried over from one activation to the next. It is saved and restored with the tree.
     *
     * @param fresh makes it at the first activation
     * @param reader reads what was saved
     */
    public <L extends CarriedState.Ledger> L carried(Supplier<L> fresh, CarriedState.LedgerReader<L> reader)
            throws IOException {
        return context.carried().ledger(context.path(), fresh, reader);
    }

    /** Forgets what was carried over: this activation begins from nothing. */
    public void forgetCarried() {
        context.carried().forget(context.path());
    }
}
