// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Opening;
import io.pescador.flink.streamer.Session;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The machines that draw, without streams. */
final class StartedPickers {

    private StartedPickers() {}

    static Picker start(Mux<?> mux, long seed) {
        try {
            return mux.pickers().start(PickerContext.of(Opening.root(seed, null, Session.direct())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
