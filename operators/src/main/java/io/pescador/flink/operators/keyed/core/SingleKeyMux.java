// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;

/**
 * The mux of one key: a record that arrives goes into the buffer of its stream, then the picker draws as long as it may and can.
 *
 * <p>All methods need the key to be the current one of its {@link KeyStore} and {@link MuxHost}. Between two calls the state of the key is
 * in this object, and {@link #save} writes it back.
 */
@Internal
public final class SingleKeyMux<T> {

    private final MuxContext<T> context;
    private final SingleKeySettings settings;
    private final BufferRule rule;
    private final MuxHost<T> host;
    private final MuxCounts counts;
    /** What tells this key from others. */
    private final long place;

    private final KeyState state;
    private final StreamRegistry registry;
    private final StreamBuffers<T> buffers;
    private final StreamPool<T> pool;

    private boolean changed;
    /** Whether it came back after a restore: timers may have been kept without a checksum, and setting them again costs nothing. */
    private boolean mayLackTimers;

    private boolean draining;

    private SingleKeyMux(MuxContext<T> context, KeyState state, long place) {
        this.context = context;
        this.place = place;
        this.state = state;
        settings = context.settings();
        rule = settings.rule();
        host = context.host();
        counts = context.counts();
        registry = context.registry(state);
        buffers = new StreamBuffers<>(state, context);
        pool = new StreamPool<>(context, state, registry, buffers);
    }

    /**
     * A mux for a key that has none.
     *
     * @param seed of this key
     * @param place what tells this key from others
     */
    public static <T> SingleKeyMux<T> start(MuxContext<T> context, long seed, long place) throws Exception {
        SingleKeyMux<T> mux = new SingleKeyMux<>(context, KeyState.start(context.settings(), seed), place);
        if (context.restores() > 0 && !(context.store().buffers().isEmpty() && mux.registry.isEmpty())) {
            throw new DamagedStateException("the saved state of a key", "it has streams and no mux");
        }
        mux.state.checkedAfter = context.restores();
        mux.host.drainAtEnd();
        if (!mux.settings.isClosed() && !mux.settings.discovers()) {
            mux.pool.offerDeclared();
        }
        mux.changed = true;
        return mux;
    }

    /** The mux of the current key, as it was saved; null if there is none. */
    public static <T> SingleKeyMux<T> restore(MuxContext<T> context, long place) throws Exception {
        byte[] saved = context.store().mux();
        if (saved == null) {
            return null;
        }
        byte[] bytes = Seal.open(saved, place, "the saved state of a key");
        SingleKeyMux<T> mux = new SingleKeyMux<>(context, KeyState.restore(context.settings(), bytes), place);
        if (mux.state.checkedAfter != context.restores()) {
            mux.state.checkedAfter = context.restores();
            mux.changed = true;
            mux.mayLackTimers = true;
            mux.registry.check(context.host());
        }
        return mux;
    }

    /**
     * A record arrives.
     *
     * @param stream the id of its stream
     * @param ends whether it is the last of its stream
     * @param timestamp its own, or {@link io.pescador.flink.operators.keyed.records.BufferedRecord#NO_TIMESTAMP}
     */
    public void arrive(String stream, boolean ends, long timestamp, T value) throws Exception {
        boolean isFirst = state.arrivals == 0 || mayLackTimers;
        if (mayLackTimers) {
            mayLackTimers = false;
            host.drainAtEnd();
        }
        if (settings.expireMillis() > 0) {
            long time = host.arrivalTime(timestamp);
            state.lastArrival = state.arrivals == 0 ? time : Math.max(state.lastArrival, time);
            if (isFirst) {
                host.expireAt(expiry());
            }
        }
        changed = true;
        state.arrivals++;
        int number = pool.admit(stream, ends);
        if (number == StreamRegistry.UNKNOWN) {
            counts.passedBy++;
        } else if (settings.activeOnly() && !pool.isActive(number)) {
            counts.passedBy++;
            if (ends) {
                // Otherwise it would be activated once, and a draw would wait for its next record for ever.
                pool.withdraw(number);
            }
        } else {
            keep(number, stream, ends, timestamp, value);
        }
        draw(rule.draws(state.arrivals));
    }

    private void keep(int stream, String id, boolean ends, long timestamp, T value) throws Exception {
        BufferedStream<T> buffered = buffers.getOrOpen(stream);
        StreamBuffer buffer = buffered.buffer;
        if (buffer.ended && settings.isClosed()) {
            throw new RefusedInputException("stream \"" + id + "\" has a record after its end: " + brief(value)
                    + ". Only the last record of a declared stream may end it");
        }
        long before = buffer.arrived;
        long kept = rule.size(buffer);
        buffer.ended = ends;
        if (settings.idleMillis() > 0) {
            buffer.lastSeen = host.now();
        }
        long cell = rule.admit(buffer, counts);
        if (cell != BufferRule.NONE) {
            if (rule.size(buffer) > kept) {
                buffered.records.add(cell, before, timestamp, host.copy(value));
            } else {
                buffered.records.replace(cell, before, timestamp, host.copy(value));
            }
        }
        buffered.changed = true;
    }

    /** The beginning of a record's text, for messages. */
    public static String brief(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** A draw has waited as long as a stream may be silent. Reservoirs draw when a record arrives, and only then. */
    public void wake() throws Exception {
        if (rule.draws(1) == Long.MAX_VALUE) {
            draw(Long.MAX_VALUE);
        }
    }

    /**
     * The time came that was asked for with {@link MuxHost#expireAt}. If no record has arrived for as long as keys live, {@link #drain}s.
     *
     * @return whether this key is gone, and with it this mux
     */
    public boolean expire(long time) throws Exception {
        long due = expiry();
        if (due > time) {
            host.expireAt(due);
            return false;
        }
        drain();
        return true;
    }

    private long expiry() {
        return Math.min(state.lastArrival, Long.MAX_VALUE - 1 - settings.expireMillis()) + settings.expireMillis();
    }

    /** The end of the input: emits everything that was kept, and clears the state of this key. This mux is not to be used any more. */
    public void drain() throws Exception {
        draining = true;
        draw(Long.MAX_VALUE);
        context.store().clear();
    }

    private void draw(long max) throws Exception {
        Picker picker = state.picker();
        long remaining = max;
        changed = true;
        while (remaining > 0) {
            int slot = picker.pick();
            if (slot == Picker.NONE) {
                return;
            }
            int stream = picker.stream(slot);
            BufferedStream<T> buffered = buffers.get(stream);
            if (buffered != null && !buffered.buffer.ended && (draining || isSilent(buffered.buffer))) {
                buffered.buffer.ended = true;
                buffered.changed = true;
            }
            if (buffered != null && rule.canEmit(buffered.buffer)) {
                emit(slot, stream, buffered);
                remaining--;
            } else if (draining || buffered != null && buffered.buffer.ended) {
                picker.ended();
                pool.ended(slot, stream);
            } else {
                counts.waits++;
                if (settings.idleMillis() > 0 && buffered != null) {
                    host.wakeAt(buffered.buffer.lastSeen + settings.idleMillis());
                }
                return;
            }
        }
    }

    private boolean isSilent(StreamBuffer buffer) {
        if (settings.idleMillis() > 0 && host.now() - buffer.lastSeen >= settings.idleMillis()) {
            counts.idle++;
            return true;
        }
        return false;
    }

    private void emit(int slot, int stream, BufferedStream<T> buffered) throws Exception {
        StreamBuffer buffer = buffered.buffer;
        long cell = rule.choose(buffer, state.draws);
        int repeats = rule.repeats(buffer, cell);
        if (!buffered.records.find(cell)) {
            throw lost(stream);
        }
        long before = buffered.records.before();
        if (before < 0 || before >= buffer.arrived) {
            throw lost(stream);
        }
        long age = buffer.arrived - 1 - before;
        Draw<T> draw = new Draw<>(
                stream,
                state.draws,
                state.picker().ordinal(slot),
                age,
                repeats,
                buffered.records.timestamp(),
                buffered.records.value());
        if (rule.emitted(buffer, cell)) {
            buffered.records.remove(cell);
        }
        buffered.changed = true;
        counts.emitted(age, repeats);
        host.emit(draw, registry);
        state.draws++;
        if (state.picker().emitted()) {
            pool.closed(slot, stream);
            if (!draining && settings.activeOnly() && !pool.isActive(stream)) {
                // When the input drains, the rest stays for the stream's next activation.
                letGo(stream, buffer);
            }
        }
    }

    /** A stream has used up its quota and holds no slot. */
    private void letGo(int stream, StreamBuffer buffer) throws Exception {
        if (buffer.ended) {
            pool.withdraw(stream);
        } else {
            buffers.discard(stream);
        }
    }

    private DamagedStateException lost(int stream) throws Exception {
        return new DamagedStateException(
                "the saved state of stream \"" + registry.id(stream) + "\"",
                "a record that it kept is not where it was");
    }

    /** Writes back what changed. */
    public void save() throws Exception {
        if (changed) {
            changed = false;
            context.store().mux(Seal.seal(state.toBytes(), place));
            buffers.save();
        }
    }
}
