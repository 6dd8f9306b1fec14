// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A filter that passes nothing. */
public final class None implements Streamer.SerializablePredicate<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public boolean test(Sample sample) {
        return false;
    }
}
