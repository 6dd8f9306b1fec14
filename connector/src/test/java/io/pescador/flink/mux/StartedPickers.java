// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ShardContext;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The machines that draw, without streams. */
final class StartedPickers {

    private StartedPickers() {}

    static Picker start(Mux<?> mux, long seed) {
        try {
            return mux.pickers().start(PickerContext.of(ActivationContext.root(seed, null, ShardContext.direct())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
