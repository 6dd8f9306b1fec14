// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.state.ItemCodec;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Batches of samples (pescador's {@code buffer_stream}), on a streamer before a mux or on a stream of records after it:
 *
 * <pre>{@code
 * DataStream<Sample> batches = Buffer.samples(64).on(samples, "batch");
 * }</pre>
 *
 * <p>On a stream each subtask makes its own batches, on a keyed stream each key. Waiting samples are state: through failure and rescaling
 * none is lost or repeated. Immutable.
 *
 * @param <T> type of a sample
 * @param <B> type of a batch
 */
@PublicEvolving
public final class Buffer<T, B> {

    private final int size;
    private final boolean partial;
    private final Streamer.Batcher<T, B> batcher;
    private final ItemCodec<T> codec;
    private final TypeInformation<B> type;

    private Buffer(
            int size, boolean partial, Streamer.Batcher<T, B> batcher, ItemCodec<T> codec, TypeInformation<B> type) {
        this.codec = codec;
        this.size = size;
        this.partial = partial;
        this.batcher = batcher;
        this.type = type;
    }

    /**
     * Batches of any kind.
     *
     * @param size samples a batch, ≥ 1
     * @param codec how a streamer saves samples that wait; a stream of records uses its own type
     * @param type of a batch
     */
    public static <T, B> Buffer<T, B> of(
            int size, Streamer.Batcher<T, B> batcher, ItemCodec<T> codec, TypeInformation<B> type) {
        if (size < 1) {
            throw new IllegalArgumentException("buffer size is " + size + ": a batch has at least one sample");
        }
        return new Buffer<>(size, false, batcher, codec, type);
    }

    /** Each array gets a new first axis with an entry for each sample ({@code np.array}; pescador's {@code axis=None}). */
    public static Buffer<Sample, Sample> samples(int size) {
        return of(size, new SampleBatcher(null), SampleItems.CODEC, SampleTypeInfo.INSTANCE);
    }

    /** Arrays are put one behind the other along an axis that they have ({@code np.concatenate}). */
    public static Buffer<Sample, Sample> samples(int size, int axis) {
        if (axis < 0) {
            throw new IllegalArgumentException("axis is " + axis + ": an axis is a number ≥ 0");
        }
        return of(size, new SampleBatcher(axis), SampleItems.CODEC, SampleTypeInfo.INSTANCE);
    }

    /** Also a last batch of fewer samples, of each subtask or key, when the input ends. */
    public Buffer<T, B> partial() {
        return new Buffer<>(size, true, batcher, codec, type);
    }

    /** Batches of a streamer. */
    public Streamer<B> on(Streamer<T> streamer) {
        return streamer.buffer(size, partial, batcher, codec);
    }

    /** Batches of the records that reach a subtask, or of those of a key if the stream is keyed. */
    public SingleOutputStreamOperator<B> on(DataStream<T> records, String name) {
        Streamer.Batcher<T, B> cleaned = records.getExecutionEnvironment().clean(batcher);
        if (records instanceof KeyedStream<T, ?> keyed) {
            return keyed.transform(
                    name, type, new KeyedBufferOperator<>(name, size, partial, cleaned, records.getType()));
        }
        return records.transform(name, type, new BufferOperator<>(name, size, partial, cleaned, records.getType()));
    }
}
