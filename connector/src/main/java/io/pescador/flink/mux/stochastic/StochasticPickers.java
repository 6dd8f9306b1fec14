// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;

/** Pickers over a fixed pool. With weights, an activation continues what the last one at the same place of the tree left. */
record StochasticPickers(StochasticRules rules) implements Pickers<Picker> {

    @Override
    public Picker start(PickerContext context) throws IOException {
        if (!continues(context)) {
            if (rules.nextRound() != Long.MAX_VALUE) {
                throw new IllegalArgumentException("weights that change need a mux in a tree, whose draws are counted");
            }
            return StochasticPicker.start(rules, context.seed(), null);
        }
        if (run(context).isOver()) {
            context.forgetCarried(); // all streams were empty: perhaps they are not any more
        }
        return StochasticPicker.start(rules.inRound(context.round()), context.seed(), run(context));
    }

    @Override
    public Picker restore(PickerContext context, StateIn in) throws IOException {
        if (!continues(context)) {
            return StochasticPicker.restore(rules, context.seed(), null, in);
        }
        if (!context.hasCarried()) {
            throw in.damaged("it does not say what the streams of a stochastic mux gave");
        }
        return StochasticPicker.restore(rules, context.seed(), run(context), in);
    }

    private boolean continues(PickerContext context) {
        return rules.goesOn() && context.carries();
    }

    private SharedRun run(PickerContext context) throws IOException {
        return context.carried(
                () -> SharedRun.begin(rules.inRound(context.round()), context.seed(), context.isNested()),
                in -> SharedRun.restore(rules, context.isNested(), in));
    }
}
