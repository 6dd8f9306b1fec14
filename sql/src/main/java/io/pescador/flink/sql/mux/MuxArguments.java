// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.Overflow;
import io.pescador.flink.operators.keyed.core.SingleKeySettings;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.StringUtils;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a call sets the mux up. A call has constants here; Flink hands them over with each row, and leaves them out when a timer fires, so
 * that each key remembers them.
 *
 * @param weights null where streams are discovered, and count the same
 * @param rate null where an activation lasts until its stream ends
 * @param buffer what is kept of each stream
 * @param capacity the most records of a stream that are kept
 */
record MuxArguments(Map<String, Double> weights, int nActive, Double rate, Buffer buffer, int capacity) {

    /** What is kept of each stream. */
    enum Buffer {
        RESERVOIR,
        FIFO,
        SPILL;

        static Buffer named(String name) {
            for (Buffer buffer : values()) {
                if (buffer.name().equalsIgnoreCase(name)) {
                    return buffer;
                }
            }
            throw new IllegalArgumentException("buffer is '" + name + "': it is 'reservoir', 'fifo' or 'spill'");
        }
    }

    /**
     * The arguments as a call has them, null where it leaves one out.
     *
     * @throws IllegalArgumentException if one is wrong; the message has the way out
     */
    static MuxArguments of(
            Number nActive, Number rate, Map<String, ? extends Number> weights, String buffer, Number capacity) {
        Map<String, Double> doubles = weights == null ? null : new TreeMap<>();
        if (weights != null) {
            weights.forEach((stream, weight) -> doubles.put(stream, weight.doubleValue()));
        }
        return new MuxArguments(
                doubles,
                nActive.intValue(),
                rate == null ? null : rate.doubleValue(),
                buffer == null ? Buffer.RESERVOIR : Buffer.named(buffer),
                capacity == null ? KeyedMuxBuilder.DEFAULT_CAPACITY : capacity.intValue());
    }

    /** @throws IllegalArgumentException if something is wrong; the message has the way out */
    SingleKeySettings settings() {
        StochasticPolicy policy = StochasticPolicy.of(nActive);
        KeyedMuxBuilder<Object, Object> mux = KeyedMux.detached().policy(rate == null ? policy : policy.rate(rate));
        if (weights != null) {
            mux.weights(weights);
        }
        switch (buffer) {
            case RESERVOIR -> mux.reservoir(capacity);
            case FIFO -> mux.fifo(capacity, Overflow.DROP_OLDEST);
            case SPILL -> mux.spill();
        }
        return mux.ofEachKey();
    }

    byte[] toBytes() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeInt(weights == null ? -1 : weights.size());
        if (weights != null) {
            for (Map.Entry<String, Double> weight : new TreeMap<>(weights).entrySet()) {
                StringUtils.writeString(weight.getKey(), out);
                out.writeDouble(weight.getValue());
            }
        }
        out.writeInt(nActive);
        out.writeDouble(rate == null ? Double.NaN : rate);
        out.writeByte(buffer.ordinal());
        out.writeInt(capacity);
        return out.getCopyOfBuffer();
    }

    static MuxArguments of(byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int streams = in.readInt();
        Map<String, Double> weights = streams < 0 ? null : new TreeMap<>();
        for (int i = 0; i < streams; i++) {
            weights.put(StringUtils.readString(in), in.readDouble());
        }
        int nActive = in.readInt();
        double rate = in.readDouble();
        return new MuxArguments(
                weights, nActive, Double.isNaN(rate) ? null : rate, Buffer.values()[in.readByte()], in.readInt());
    }
}
