// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.Draw;
import io.pescador.flink.operators.keyed.core.MuxContext;
import io.pescador.flink.operators.keyed.core.MuxCounts;
import io.pescador.flink.operators.keyed.core.MuxHost;
import io.pescador.flink.operators.keyed.core.RefusedInputException;
import io.pescador.flink.operators.keyed.core.SingleKeyMux;
import io.pescador.flink.operators.keyed.core.StreamRegistry;
import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.state.Copier;
import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.operators.state.LastWatermark;
import io.pescador.flink.operators.state.Restores;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import java.io.IOException;

/**
 * Runs a {@link SingleKeyMux} for each key: it calls the user's functions, and gives the muxes state, timers and an output.
 *
 * <p>An operator and not a {@code KeyedProcessFunction} for one reason: that one cannot choose the timestamp of what it emits, and what a
 * timer at {@code Long.MAX_VALUE} emits would be late for every window downstream.
 */
final class KeyedMuxOperator<K, T, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<T, O>, Triggerable<K, VoidNamespace> {

    private static final long serialVersionUID = 1;

    static final int MAX_STREAMS = 1 << 23;

    /** The purpose of a key's hash where it is not a seed: to tell keys apart. */
    private static final long PLACE = -1;

    /**
     * This many keys are held as objects. With 16 streams of 256 cells each, one takes 20 kB, and 50 to 70 kB more where its records are in
     * a {@link io.pescador.flink.operators.keyed.records.RecordCache}.
     */
    private static final int MAX_KEYS = 1024;

    private final MuxSettings<T> settings;
    private final OutputMapper<K, T, O> mapper;
    private final TypeInformation<T> type;

    private transient TypeSerializer<K> keySerializer;
    private transient MuxContext<T> context;
    private transient MuxCounts counts;
    private transient KeyCache<K, SingleKeyMux<T>> muxes;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient LastWatermark lastWatermark;
    private transient Restores restores;

    KeyedMuxOperator(MuxSettings<T> settings, OutputMapper<K, T, O> mapper, TypeInformation<T> type) {
        this.settings = settings;
        this.mapper = mapper;
        this.type = type;
    }

    @Override
    public void initializeState(StateInitializationContext stateContext) throws Exception {
        super.initializeState(stateContext);
        lastWatermark = LastWatermark.restore(stateContext.getOperatorStateStore());
        restores = Restores.restore(stateContext.getOperatorStateStore(), stateContext.isRestored());
    }

    @Override
    public void open() throws Exception {
        super.open();
        keySerializer = this.<K>getKeyedStateBackend().getKeySerializer();
        counts = new MuxCounts();
        MuxMetrics.register(getMetricGroup(), counts);
        timers = getInternalTimerService("mux", VoidNamespaceSerializer.INSTANCE, this);
        TypeSerializer<T> serializer =
                type.createSerializer(getExecutionConfig().getSerializerConfig());
        context = new MuxContext<>(
                settings.ofEachKey(),
                FlinkKeyStore.of(getKeyedStateStore(), settings.name(), serializer),
                new Host(),
                counts,
                restores.count());
        muxes = new KeyCache<>(MAX_KEYS, this::save);
    }

    MuxCounts counts() {
        return counts;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        lastWatermark.passed(mark);
    }

    // ---- records and timers

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        T value = element.getValue();
        if (value == null) {
            throw settings.refuse("a record is null: filter nulls before the mux");
        }
        if (value instanceof Row row && row.getKind() != RowKind.INSERT) {
            throw settings.refuse(
                    "record " + SingleKeyMux.brief(row)
                            + " is a change to an earlier one, and what was drawn cannot be taken back: a mux takes inserts only");
        }
        String stream = streamOf(value);
        boolean ends = endsStream(value);
        long timestamp = element.hasTimestamp() ? element.getTimestamp() : BufferedRecord.NO_TIMESTAMP;
        try {
            SingleKeyMux<T> mux = mux();
            (mux == null ? start() : mux).arrive(stream, ends, timestamp, value);
        } catch (StateException | RefusedInputException e) {
            throw refused(e);
        }
    }

    /** The end of the input, for one key, or its expiry: everything that was kept is emitted, and the key's state goes. */
    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        try {
            SingleKeyMux<T> mux = mux();
            if (timer.getTimestamp() < Long.MAX_VALUE && settings.expireIn() == TimeDomain.EVENT_TIME) {
                expire(mux, timer.getTimestamp());
            } else if (timer.getTimestamp() < Long.MAX_VALUE || mux == null) {
                throw new DamagedStateException("the saved state of a key", "it has a timer that was never set");
            } else {
                mux.drain();
                muxes.remove(key());
            }
        } catch (StateException | RefusedInputException e) {
            throw refused(e);
        }
    }

    /** @param mux null where the key is gone, and a timer of it is left */
    private void expire(SingleKeyMux<T> mux, long time) throws Exception {
        if (mux != null && mux.expire(time)) {
            muxes.remove(key());
            timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        try {
            SingleKeyMux<T> mux = mux();
            if (mux != null) {
                mux.wake();
            }
            if (settings.expireIn() == TimeDomain.PROCESSING_TIME) {
                expire(mux, timer.getTimestamp());
            }
        } catch (StateException | RefusedInputException e) {
            throw refused(e);
        }
    }

    private MuxException refused(Exception e) {
        boolean isDamaged = e instanceof DamagedStateException || e.getCause() instanceof DamagedStateException;
        String where = isDamaged ? "key " + SingleKeyMux.brief(getCurrentKey()) + ": " : "";
        return new MuxException(settings.name(), where + e.getMessage(), e);
    }

    private String streamOf(T value) {
        String id;
        try {
            id = settings.stream().stream(value);
        } catch (Exception e) {
            throw new MuxException(
                    settings.name(), "streamBy threw " + e + " for record " + SingleKeyMux.brief(value), e);
        }
        if (id == null) {
            throw settings.refuse(
                    "streamBy gave null for record " + SingleKeyMux.brief(value) + ": each record has a stream");
        }
        return id;
    }

    private boolean endsStream(T value) {
        try {
            return settings.end() != null && settings.end().endsWith(value);
        } catch (Exception e) {
            throw new MuxException(
                    settings.name(), "endsWith threw " + e + " for record " + SingleKeyMux.brief(value), e);
        }
    }

    // ---- keys

    /** The mux of the current key; null if there is none. */
    private SingleKeyMux<T> mux() throws Exception {
        K key = key();
        SingleKeyMux<T> mux = muxes.get(key);
        if (mux == null) {
            mux = SingleKeyMux.restore(context, seedOf(PLACE, key));
            if (mux != null) {
                muxes.add(key, mux);
            }
        }
        return mux;
    }

    private SingleKeyMux<T> start() throws Exception {
        K key = key();
        SingleKeyMux<T> mux = SingleKeyMux.start(context, seedOf(settings.seed(), key), seedOf(PLACE, key));
        muxes.add(key, mux);
        return mux;
    }

    private long seedOf(long seed, K key) throws IOException {
        return KeySeed.of(seed, key, keySerializer);
    }

    @SuppressWarnings("unchecked")
    private K key() {
        return (K) getCurrentKey();
    }

    /** Saves a mux whose key need not be the current one. */
    private void save(K key, SingleKeyMux<T> mux) throws Exception {
        Object current = getCurrentKey();
        setCurrentKey(key);
        mux.save();
        if (current != null) {
            setCurrentKey(current);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext snapshot) throws Exception {
        super.snapshotState(snapshot);
        lastWatermark.save();
        restores.save();
        muxes.writeAll();
    }

    /** Clock, timers, weights and output of the current key's mux. */
    private final class Host implements MuxHost<T> {

        private final Copier<T> copier = Copier.of(type, getExecutionConfig());
        private final StreamRecord<O> reused = new StreamRecord<>(null);

        @Override
        public double weight(String stream) {
            if (settings.weight() == null) {
                return 1;
            }
            double weight;
            try {
                weight = settings.weight().weight(stream);
            } catch (Exception e) {
                throw new MuxException(settings.name(), "weights threw " + e + " for stream \"" + stream + "\"", e);
            }
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw settings.refuse(
                        "the weight of stream \"" + stream + "\" is " + weight + ": a weight is a number ≥ 0");
            }
            return weight;
        }

        @Override
        public T copy(T record) {
            return copier.copy(record);
        }

        @Override
        public void emit(Draw<T> draw, StreamRegistry streams) throws Exception {
            reused.replace(mapper.map(key(), draw, streams, copy(draw.value())));
            if (draw.timestamp() == BufferedRecord.NO_TIMESTAMP) {
                reused.eraseTimestamp();
            } else {
                reused.setTimestamp(lastWatermark.delay(draw.timestamp()));
            }
            output.collect(reused);
        }

        @Override
        public long now() {
            return timers.currentProcessingTime();
        }

        @Override
        public void wakeAt(long time) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, time);
        }

        @Override
        public long arrivalTime(long timestamp) {
            if (settings.expireIn() == TimeDomain.PROCESSING_TIME) {
                return now();
            }
            if (timestamp == BufferedRecord.NO_TIMESTAMP) {
                throw new RefusedInputException(
                        "a record has no timestamp, so it is not known when its key expires: assign"
                                + " timestamps, or let keys expire in processing time");
            }
            return timestamp;
        }

        @Override
        public void expireAt(long time) {
            if (settings.expireIn() == TimeDomain.PROCESSING_TIME) {
                wakeAt(time);
            } else {
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
            }
        }

        @Override
        public void drainAtEnd() {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
        }
    }
}
