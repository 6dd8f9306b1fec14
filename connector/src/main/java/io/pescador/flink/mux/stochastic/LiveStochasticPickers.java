// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;

/** Pickers over streams that come and go. */
record LiveStochasticPickers(StochasticRules rules) implements Pickers<LivePicker> {

    @Override
    public LivePicker start(PickerContext context) {
        return LiveStochasticPicker.start(rules, context.seed());
    }

    @Override
    public LivePicker restore(PickerContext context, StateIn in) throws IOException {
        return LiveStochasticPicker.restore(rules, context.seed(), in);
    }
}
