// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.LiveBuffer;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.WeightTable;

import org.apache.flink.annotation.Internal;

/** Builds the keyed mux of a plan over records that flow by. */
@Internal
public final class KeyedMuxCompiler {

    private KeyedMuxCompiler() {}

    /**
     * @param spec a mux over one live leaf
     * @param mux over the records, whose streams are known
     */
    public static <K, T> KeyedMuxBuilder<K, T> compile(MuxSpec spec, KeyedMux<K, T> mux) {
        Input.Live live = (Input.Live) ((LeafSpec) spec.streams().get(0)).input();
        KeyedMuxBuilder<K, T> builder = mux.policy(spec.policy());
        if (live.rule().weights() != null) {
            // Each record's stream has a weight: records of others were refused where they were read.
            WeightTable weights = live.rule().weights();
            builder.weights(weights::of);
        }
        buffer(builder, live.buffer());
        if (live.streams() != null) {
            builder.streams(live.streams());
        }
        if (live.maxStreams() != null) {
            builder.maxStreams(live.maxStreams());
        }
        return live.idleTimeout() == null ? builder : builder.idleTimeout(live.idleTimeout());
    }

    private static void buffer(KeyedMuxBuilder<?, ?> builder, LiveBuffer buffer) {
        if (buffer instanceof LiveBuffer.Reservoir reservoir) {
            builder.reservoir(reservoir.capacity(), reservoir.halfLife() == null ? Double.NaN : reservoir.halfLife())
                    .drawsPerRecord(reservoir.drawsPerRecord());
            if (reservoir.maxRepeats() != null) {
                builder.maxRepeats(reservoir.maxRepeats());
            }
        } else if (buffer instanceof LiveBuffer.Fifo fifo) {
            builder.fifo(fifo.capacity(), fifo.overflow());
        } else {
            builder.spill();
        }
    }
}
