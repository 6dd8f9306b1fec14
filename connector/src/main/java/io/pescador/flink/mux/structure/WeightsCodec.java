// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Saves the weights of an open pool. Layout: varint how many are above 0; for each varint distance from the one before, and its bits. */
@Internal
public final class WeightsCodec {

    private WeightsCodec() {}

    public static void save(double[] weights, StateOut out) throws IOException {
        int count = 0;
        for (double w : weights) {
            count += w > 0 ? 1 : 0;
        }
        out.number(count);
        int last = 0;
        for (int stream = 0; stream < weights.length; stream++) {
            if (weights[stream] > 0) {
                out.number(stream - last);
                out.bits(Double.doubleToLongBits(weights[stream]));
                last = stream;
            }
        }
    }

    public static double[] restore(int streams, StateIn in) throws IOException {
        double[] weights = new double[streams];
        int stream = 0;
        for (int n = in.number(streams, "the number of weights"); n > 0; n--) {
            stream += in.number(streams - 1 - stream, "the number of a stream");
            weights[stream] = Double.longBitsToDouble(in.bits());
            if (!(weights[stream] > 0) || Double.isInfinite(weights[stream])) {
                throw in.damaged("a weight of " + weights[stream]);
            }
        }
        return weights;
    }

    /** Of sum 1; all 0 where all are 0. */
    public static double[] scaled(double[] weights) {
        for (double w : weights) {
            if (w > 0) {
                return Arguments.weights(weights, weights.length);
            }
        }
        return weights;
    }
}
