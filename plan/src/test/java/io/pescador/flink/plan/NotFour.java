// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A filter as an author might write one. */
public final class NotFour implements Streamer.SerializablePredicate<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public boolean test(Sample sample) {
        return sample.get("value").getLong(0) != 4;
    }
}
