// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.state.StateIn;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.io.Serializable;

/**
 * A {@linkplain Policy policy} over a pool, checked: makes the picker of each activation of a mux. What all activations have in common is
 * computed once, here. Immutable and serializable.
 *
 * @param <P> {@link Picker} for a fixed pool, {@link LivePicker} for a live one
 */
@Experimental
public interface Pickers<P extends Picker> extends Serializable {

    /** The picker of a fresh activation. */
    P start(PickerContext context) throws IOException;

    /**
     * Continues from what {@link Picker#save} wrote, under the same policy, pool and seed.
     *
     * @throws IOException if that is not the state of such a picker
     */
    P restore(PickerContext context, StateIn in) throws IOException;
}
