// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs the keyed mux: a record that comes goes into the buffer of its stream, then the picker of its key draws as long as it may and can.
 *
 * <p>An operator and not a {@code KeyedProcessFunction} for one reason: that one cannot choose the timestamp of what it emits, and what a
 * timer at {@code Long.MAX_VALUE} emits would be late for every window downstream.
 */
final class KeyedMuxOperator<K, T, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<T, O>, Triggerable<K, VoidNamespace> {

    private static final long serialVersionUID = 1;

    /** Cells of a stream are 40 bits of a row's key, so that 24 bits are left for the stream's number. */
    private static final int CELL_BITS = 40;

    static final int MOST_STREAMS = 1 << 23;

    /** The purpose of a key's hash where it is not a seed: to tell keys apart. */
    private static final long PLACE = -1;

    /** So many keys are held as objects. With 16 streams of 256 cells each, one takes 20 kB, and 50 to 70 kB more where rows are {@link NearRows near}. */
    private static final int MOST_KEYS = 1024;

    private final MuxSettings<T> settings;
    private final Output<K, T, O> maker;
    private final TypeInformation<T> type;

    private transient BufferRule rule;
    private transient ValueState<byte[]> states;
    private transient MapState<Integer, byte[]> buffers;
    private transient MapState<Long, Row<T>> rows;
    /** Whether the state backend gives back the very objects that it was given; the first row shows it. */
    private transient boolean isObjects;

    private transient boolean isBackendKnown;

    private transient StreamNumbers numbers;
    private transient TypeSerializer<T> serializer;
    private transient Packing<T> packing;
    private transient boolean copies;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient MuxMetrics counts;
    private transient StreamRecord<O> reused;
    private transient LastWatermark lastWatermark;
    private transient Restores restores;
    private transient LinkedHashMap<K, KeyMux> held;
    private transient KeyMux mux;
    private transient MuxState state;

    KeyedMuxOperator(MuxSettings<T> settings, Output<K, T, O> maker, TypeInformation<T> type) {
        this.settings = settings;
        this.maker = maker;
        this.type = type;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastWatermark = LastWatermark.restore(context.getOperatorStateStore());
        restores = Restores.restore(context.getOperatorStateStore(), context.isRestored());
    }

    @Override
    public void open() throws Exception {
        super.open();
        rule = settings.rule();
        serializer = type.createSerializer(getExecutionConfig().getSerializerConfig());
        packing = Packing.of(serializer);
        // Where objects are reused, what came may be changed by whoever sent it, and what leaves by whoever gets it.
        copies = getExecutionConfig().isObjectReuseEnabled();
        states =
                getKeyedStateStore().getState(new ValueStateDescriptor<>("mux", BytePrimitiveArraySerializer.INSTANCE));
        buffers = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "buffers", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
        rows = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "records",
                        LongSerializer.INSTANCE,
                        new CheckedSerializer<>(
                                "a record that mux \"" + settings.name() + "\" kept",
                                new RowSerializer<>(serializer))));
        numbers = StreamNumbers.of(settings.declared(), getKeyedStateStore());
        timers = getInternalTimerService("mux", VoidNamespaceSerializer.INSTANCE, this);
        counts = new MuxMetrics(getMetricGroup());
        reused = new StreamRecord<>(null);
        held = new LinkedHashMap<>(64, 0.75f, true);
    }

    MuxMetrics counts() {
        return counts;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        lastWatermark.passed(mark);
    }

    // ---- records

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        try {
            process(element);
        } catch (StateException e) {
            throw refused(e);
        }
    }

    private MuxException refused(StateException e) {
        String where = e instanceof DamagedStateException ? "key " + brief(currentKey()) + ": " : "";
        return new MuxException(settings.name(), where + e.getMessage(), e);
    }

    private void process(StreamRecord<T> element) throws Exception {
        T value = element.getValue();
        if (value == null) {
            throw settings.refuse("a record is null: filter nulls before the mux");
        }
        String id = streamOf(value);
        boolean ends = settings.end() != null && endsWith(value);
        if (!hold()) {
            start();
        }
        if (mux.mayLackTimer) {
            mux.mayLackTimer = false;
            setEndTimer();
        }
        state.arrivals++;
        int stream = numberOf(id, ends);
        if (stream == StreamNumbers.UNKNOWN) {
            counts.passedBy.inc();
        } else if (settings.activeOnly() && !state.active.get(stream)) {
            counts.passedBy.inc();
            if (ends) {
                // Otherwise it would be activated once, and a draw would wait for its next record for ever.
                state.openPicker().withdraw(stream);
                leave(stream);
            }
        } else {
            keep(stream, id, element, ends);
        }
        draw(rule.draws(state.arrivals), false);
    }

    private String streamOf(T value) {
        String id;
        try {
            id = settings.stream().stream(value);
        } catch (Exception e) {
            throw new MuxException(settings.name(), "streamBy threw " + e + " for record " + brief(value), e);
        }
        if (id == null) {
            throw settings.refuse("streamBy gave null for record " + brief(value) + ": each record has a stream");
        }
        return id;
    }

    private static String brief(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    // ---- keys

    /** Makes the current key's mux the one that all methods here mean. @return whether there is one */
    private boolean hold() throws Exception {
        K key = currentKey();
        mux = held.get(key);
        if (mux == null) {
            byte[] saved = states.value();
            if (saved == null) {
                return false;
            }
            hold(key, KeyMux.restore(settings, saved, placeOf(key)));
            if (mux.state.lookedThrough != restores.count()) {
                mux.state.lookedThrough = restores.count();
                mux.mayLackTimer = true;
                if (settings.discovers()) {
                    numbers.lookThrough(mux, this::checkWeight);
                }
            }
        }
        mux.changed();
        state = mux.state;
        return true;
    }

    /** What tells a key from others. */
    private long placeOf(K key) throws IOException {
        return KeySeed.of(PLACE, key, keys());
    }

    @SuppressWarnings("unchecked")
    private TypeSerializer<K> keys() {
        return (TypeSerializer<K>) getKeyedStateBackend().getKeySerializer();
    }

    /** Discovered streams keep the weight that they came with; a mixture of old and new weights would be neither. */
    private void checkWeight(String id, double saved) {
        double now = weightOf(id);
        if (now != saved) {
            throw settings.refuse("stream \"" + id + "\" has weight " + saved + " in the saved state, and now " + now
                    + ": resume with the old weights, or give the operator another uid");
        }
    }

    private void start() throws Exception {
        K key = currentKey();
        if (restores.count() > 0 && !(buffers.isEmpty() && numbers.isEmpty())) {
            throw new DamagedStateException("the saved state of a key", "it has streams and no mux");
        }
        hold(key, new KeyMux(MuxState.start(settings, KeySeed.of(settings.seed(), key, keys())), placeOf(key)));
        mux.changed();
        mux.state.lookedThrough = restores.count();
        state = mux.state;
        setEndTimer();
        if (!settings.isClosed() && !settings.discovers()) {
            String[] declared = settings.declared();
            state.used = declared.length;
            for (int stream = 0; stream < declared.length; stream++) {
                double weight = weightOf(declared[stream]);
                if (weight > 0) {
                    offer(stream, weight);
                }
            }
        }
    }

    private void setEndTimer() {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
    }

    private void hold(K key, KeyMux loaded) throws Exception {
        mux = loaded;
        held.put(key, loaded);
        if (held.size() > MOST_KEYS) {
            Map.Entry<K, KeyMux> longestUnused = held.entrySet().iterator().next();
            held.remove(longestUnused.getKey());
            save(longestUnused.getKey(), longestUnused.getValue());
            setCurrentKey(key);
        }
    }

    private void save(K key, KeyMux left) throws Exception {
        setCurrentKey(key);
        left.save(states, buffers);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lastWatermark.save();
        restores.save();
        for (Map.Entry<K, KeyMux> entry : held.entrySet()) {
            save(entry.getKey(), entry.getValue());
        }
    }

    @SuppressWarnings("unchecked")
    private K currentKey() {
        return (K) getCurrentKey();
    }

    // ---- streams

    /**
     * The number of a stream in the pool. The stream is added if it is not there.
     *
     * @param ends whether it ends with the record that came: then it is not added only to wait
     */
    private int numberOf(String id, boolean ends) throws Exception {
        int stream = numbers.number(id, mux);
        if (!settings.discovers()) {
            if (stream == StreamNumbers.UNKNOWN) {
                throw settings.refuse("stream \"" + id + "\" is none of the " + settings.declared().length
                        + " declared streams: declare it, or filter its records before the mux");
            }
            if (settings.isClosed()) {
                return settings.weight() != null && weightOf(id) == 0 ? StreamNumbers.UNKNOWN : stream;
            }
        }
        if (stream != StreamNumbers.UNKNOWN && state.present.get(stream)) {
            return stream;
        }
        double weight = weightOf(id);
        if (weight == 0 || ends && settings.activeOnly() && !hasFreeSlot()) {
            return StreamNumbers.UNKNOWN;
        }
        if (stream == StreamNumbers.UNKNOWN) {
            stream = newNumber();
            numbers.remember(id, stream, weight, mux);
        }
        offer(stream, weight);
        return stream;
    }

    private double weightOf(String id) {
        if (settings.weight() == null) {
            return 1;
        }
        double weight;
        try {
            weight = settings.weight().weight(id);
        } catch (Exception e) {
            throw new MuxException(settings.name(), "weights threw " + e + " for stream \"" + id + "\"", e);
        }
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw settings.refuse("the weight of stream \"" + id + "\" is " + weight + ": a weight is a number ≥ 0");
        }
        return weight;
    }

    private int newNumber() throws Exception {
        if (state.freeCount > 0) {
            return state.free[--state.freeCount];
        }
        if (state.used < settings.maxStreams()) {
            return state.used++;
        }
        if (!settings.forgets()) {
            throw settings.refuse("there are more than " + settings.maxStreams()
                    + " streams at a time, and each is kept: raise maxStreams (max_streams in a plan), or let"
                    + " streams end with endsWith (ends_with)");
        }
        // One that waits makes room. At most half of the streams hold a slot, so that a few tries find one that
        // doesn't.
        long chance = Seeds.mix(state.seed, state.arrivals);
        for (int i = 0; ; i++) {
            int stream = (int) (Seeds.unit(Seeds.mix(chance, i)) * state.used);
            if (!state.active.get(stream)) {
                state.openPicker().withdraw(stream);
                numbers.forget(stream, mux);
                counts.forgotten.inc();
                return stream;
            }
        }
    }

    private void offer(int stream, double weight) throws Exception {
        state.present.set(stream);
        state.openPicker().offer(stream, weight);
        for (int slot = 0; slot < state.picker().slots(); slot++) {
            if (state.picker().stream(slot) == stream) {
                activated(stream);
                return;
            }
        }
    }

    private void keep(int stream, String id, StreamRecord<T> element, boolean ends) throws Exception {
        StreamBuffer buffer = mux.buffer(stream, buffers);
        if (buffer == null) {
            buffer = mux.open(stream, newBuffer(stream));
        }
        if (buffer.ended && settings.isClosed()) {
            throw settings.refuse("stream \"" + id + "\" has a record after its end: " + brief(element.getValue())
                    + ". Only the last record of a declared stream may end it");
        }
        long before = buffer.arrived;
        long kept = rule.size(buffer);
        buffer.ended = ends;
        if (settings.idleMillis() > 0) {
            buffer.lastSeen = timers.currentProcessingTime();
        }
        long cell = rule.admit(buffer, counts);
        if (cell != BufferRule.NONE) {
            T value = copies ? serializer.copy(element.getValue()) : element.getValue();
            put(stream, cell, buffer, before, timestamp(element), value, rule.size(buffer) > kept);
        }
        buffer.changed = true;
    }

    private static long timestamp(StreamRecord<?> element) {
        return element.hasTimestamp() ? element.getTimestamp() : Row.NO_TIMESTAMP;
    }

    // ---- rows

    private void put(int stream, long cell, StreamBuffer buffer, long before, long timestamp, T value, boolean isNew)
            throws Exception {
        if (isObjects) {
            near(stream, buffer).put(cell, before, timestamp, value, isNew);
            return;
        }
        long place = row(stream, cell);
        Row<T> row = Row.of(state.seed, place, before, timestamp, value);
        rows.put(place, row);
        if (!isBackendKnown) {
            isBackendKnown = true;
            isObjects = rows.get(place) == row;
        }
    }

    @SuppressWarnings("unchecked") // only this operator makes one
    private NearRows<T> near(int stream, StreamBuffer buffer) {
        if (buffer.near == null) {
            buffer.near = NearRows.of(rows, state.seed, row(stream, 0), rule.cells(), packing);
        }
        return (NearRows<T>) buffer.near;
    }

    private void remove(int stream, long cell, StreamBuffer buffer) throws Exception {
        if (buffer.near == null) {
            rows.remove(row(stream, cell));
        } else {
            buffer.near.remove(cell);
        }
    }

    private boolean endsWith(T value) {
        try {
            return settings.end().endsWith(value);
        } catch (Exception e) {
            throw new MuxException(settings.name(), "endsWith threw " + e + " for record " + brief(value), e);
        }
    }

    private StreamBuffer newBuffer(int stream) {
        return new StreamBuffer(Seeds.mix(Seeds.mix(state.seed, stream), state.arrivals));
    }

    private static long row(int stream, long cell) {
        return (long) stream << CELL_BITS | cell;
    }

    // ---- draws

    private void draw(long most, boolean draining) throws Exception {
        Picker picker = state.picker();
        long left = most;
        while (left > 0) {
            int slot = picker.pick();
            if (slot == Picker.NONE) {
                return;
            }
            int stream = picker.stream(slot);
            StreamBuffer buffer = mux.buffer(stream, buffers);
            if (buffer != null && !buffer.ended && (draining || isSilent(buffer))) {
                buffer.ended = true;
                buffer.changed = true;
            }
            if (buffer != null && rule.canGive(buffer)) {
                give(slot, stream, buffer, draining);
                left--;
            } else if (buffer != null && buffer.ended || draining) {
                picker.ended();
                closed(slot, stream);
                if (!settings.isClosed()) {
                    state.active.clear(stream);
                    leave(stream);
                }
            } else {
                counts.waits.inc();
                if (settings.idleMillis() > 0 && buffer != null) {
                    timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, buffer.lastSeen + settings.idleMillis());
                }
                return;
            }
        }
    }

    private boolean isSilent(StreamBuffer buffer) {
        if (settings.idleMillis() > 0 && timers.currentProcessingTime() - buffer.lastSeen >= settings.idleMillis()) {
            counts.idle.inc();
            return true;
        }
        return false;
    }

    private void give(int slot, int stream, StreamBuffer buffer, boolean draining) throws Exception {
        long activation = state.picker().ordinal(slot);
        long cell = rule.choose(buffer, state.draws);
        int repeats = rule.repeats(buffer, cell);
        long before;
        long timestamp;
        T value;
        if (isObjects) {
            NearRows<T> near = near(stream, buffer);
            int place = near.find(cell);
            if (place < 0) {
                throw lost(stream);
            }
            before = near.before(place);
            timestamp = near.timestamp(place);
            value = near.value(place);
        } else {
            Row<T> row = rows.get(row(stream, cell));
            if (row == null) {
                throw lost(stream);
            }
            before = row.before(state.seed, row(stream, cell));
            timestamp = row.timestamp();
            value = row.value();
        }
        if (before < 0 || before >= buffer.arrived) {
            throw lost(stream);
        }
        if (rule.give(buffer, cell)) {
            remove(stream, cell, buffer);
        }
        buffer.changed = true;
        long age = buffer.arrived - 1 - before;
        counts.gave(age, repeats);
        String id = maker.wantsStream() ? numbers.id(stream, mux) : null;
        T given = copies ? serializer.copy(value) : value;
        emit(maker.of(currentKey(), id, state.draws, activation, age, repeats, given), timestamp);
        state.draws++;
        if (state.picker().given()) {
            closed(slot, stream);
            if (!draining && !state.active.get(stream)) {
                letGo(stream, buffer);
            }
        }
    }

    private void emit(O value, long timestamp) {
        if (timestamp == Row.NO_TIMESTAMP) {
            reused.replace(value);
            reused.eraseTimestamp();
        } else {
            reused.replace(value, lastWatermark.delay(timestamp));
        }
        output.collect(reused);
    }

    private DamagedStateException lost(int stream) throws Exception {
        return new DamagedStateException(
                "the saved state of stream \"" + numbers.id(stream, mux) + "\"",
                "a record that it kept is not where it was");
    }

    /** The activation of a stream that a slot held is over; the slot may hold another. */
    private void closed(int slot, int stream) throws Exception {
        counts.closed.inc();
        int next = state.picker().stream(slot);
        if (next != stream) {
            if (!holdsSlot(stream)) {
                state.active.clear(stream);
            }
            if (next != Picker.NONE) {
                activated(next);
            }
        }
    }

    /** A stream has used up its quota and holds no slot. When the input drains, what it has left stays for its next activation. */
    private void letGo(int stream, StreamBuffer buffer) throws Exception {
        if (settings.activeOnly()) {
            if (buffer.ended) {
                state.openPicker().withdraw(stream);
                leave(stream);
            } else {
                discard(stream);
            }
        }
    }

    private boolean hasFreeSlot() {
        return holdsSlot(Picker.NONE);
    }

    private boolean holdsSlot(int stream) {
        for (int slot = 0; slot < state.picker().slots(); slot++) {
            if (state.picker().stream(slot) == stream) {
                return true;
            }
        }
        return false;
    }

    private void activated(int stream) throws Exception {
        state.active.set(stream);
        if (settings.idleMillis() > 0) {
            // A stream that never comes again is silent too.
            StreamBuffer buffer = mux.buffer(stream, buffers);
            buffer = buffer == null ? mux.open(stream, newBuffer(stream)) : buffer;
            buffer.lastSeen = timers.currentProcessingTime();
            buffer.changed = true;
        }
    }

    /** A stream of an open pool that ended is out of it, until a record of it comes. */
    private void leave(int stream) throws Exception {
        discard(stream);
        state.present.clear(stream);
        if (settings.discovers()) {
            numbers.forget(stream, mux);
            state.free(stream);
        }
    }

    private void discard(int stream) throws Exception {
        StreamBuffer buffer = mux.buffer(stream, buffers);
        if (buffer != null) {
            counts.discarded.inc(rule.fresh(buffer));
            long[] cells = new long[(int) rule.size(buffer)];
            int[] n = {0};
            rule.forEachCell(buffer, cell -> cells[n[0]++] = cell);
            for (long cell : cells) {
                remove(stream, cell, buffer);
            }
            mux.remove(stream);
        }
    }

    // ---- timers

    /** The end of the input, for one key: everything that was kept is given, and the key's state goes. */
    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        try {
            end(timer.getTimestamp());
        } catch (StateException e) {
            throw refused(e);
        }
    }

    private void end(long time) throws Exception {
        if (time != Long.MAX_VALUE || !hold()) {
            throw new DamagedStateException("the saved state of a key", "it has a timer that was never set");
        }
        draw(Long.MAX_VALUE, true);
        held.remove(currentKey());
        states.clear();
        buffers.clear();
        rows.clear();
        numbers.clear();
    }

    /** A draw has waited as long as a stream may be silent. Reservoirs draw when a record comes, and only then. */
    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        try {
            if (rule.draws(1) == Long.MAX_VALUE && hold()) {
                draw(Long.MAX_VALUE, false);
            }
        } catch (StateException e) {
            throw refused(e);
        }
    }
}
