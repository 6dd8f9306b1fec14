// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.streamer.spi.Seeds;

/** The streams of one key: which are in the picker's pool, and which hold a slot. */
final class StreamPool<T> {

    private final SingleKeySettings settings;
    private final MuxHost<T> host;
    private final MuxCounts counts;
    private final KeyState state;
    private final StreamRegistry registry;
    private final StreamBuffers<T> buffers;

    StreamPool(MuxContext<T> context, KeyState state, StreamRegistry registry, StreamBuffers<T> buffers) {
        settings = context.settings();
        host = context.host();
        counts = context.counts();
        this.state = state;
        this.registry = registry;
        this.buffers = buffers;
    }

    /** Offers the declared streams of an open pool. */
    void offerDeclared() throws Exception {
        String[] declared = settings.declared();
        state.numbers.takeFirst(declared.length);
        for (int stream = 0; stream < declared.length; stream++) {
            double weight = host.weight(declared[stream]);
            if (weight > 0) {
                offer(stream, weight);
            }
        }
    }

    /**
     * The number of a stream in the pool, to which it is added if need be; {@link StreamRegistry#UNKNOWN} if it is not to be drawn from.
     *
     * @param ends whether it ends with the record that came: then it is not added only to wait
     */
    int admit(String id, boolean ends) throws Exception {
        int stream = registry.number(id);
        if (settings.isClosed()) {
            return host.weight(id) == 0 ? StreamRegistry.UNKNOWN : stream;
        }
        if (stream != StreamRegistry.UNKNOWN && state.present.get(stream)) {
            return stream;
        }
        double weight = host.weight(id);
        if (weight == 0 || ends && settings.activeOnly() && !state.holdsSlot(Picker.NONE)) {
            return StreamRegistry.UNKNOWN;
        }
        if (stream == StreamRegistry.UNKNOWN) {
            stream = newNumber();
            registry.remember(id, stream, weight);
        }
        offer(stream, weight);
        return stream;
    }

    private int newNumber() throws Exception {
        int number = state.numbers.take(settings.maxStreams());
        if (number != StreamRegistry.UNKNOWN) {
            return number;
        }
        if (!settings.forgets()) {
            throw new RefusedInputException("there are more than " + settings.maxStreams()
                    + " streams at a time, and each is kept: raise maxStreams (max_streams in a plan), or let"
                    + " streams end with endsWith (ends_with)");
        }
        // One that waits makes room. At most half of the streams hold a slot, so a few tries find one that does not.
        long chance = Seeds.mix(state.seed, state.arrivals);
        for (int i = 0; ; i++) {
            int stream = (int) (Seeds.unit(Seeds.mix(chance, i)) * state.numbers.limit());
            if (!state.active.get(stream)) {
                state.livePicker().withdraw(stream);
                registry.forget(stream);
                counts.forgotten++;
                return stream;
            }
        }
    }

    private void offer(int stream, double weight) throws Exception {
        state.present.set(stream);
        state.livePicker().offer(stream, weight);
        if (state.holdsSlot(stream)) {
            activated(stream);
        }
    }

    boolean isActive(int stream) {
        return state.active.get(stream);
    }

    private void activated(int stream) throws Exception {
        state.active.set(stream);
        if (settings.idleMillis() > 0) {
            // A stream that never comes again is silent too.
            BufferedStream<T> buffered = buffers.getOrOpen(stream);
            buffered.buffer.lastSeen = host.now();
            buffered.changed = true;
        }
    }

    /** The activation of a stream that a slot held is over; the slot may hold another. */
    void closed(int slot, int stream) throws Exception {
        counts.closed++;
        int next = state.picker().stream(slot);
        if (next != stream) {
            if (!state.holdsSlot(stream)) {
                state.active.clear(stream);
            }
            if (next != Picker.NONE) {
                activated(next);
            }
        }
    }

    /** The stream of a slot ended: in an open pool it is out, until a record of it comes. */
    void ended(int slot, int stream) throws Exception {
        closed(slot, stream);
        if (!settings.isClosed()) {
            state.active.clear(stream);
            leave(stream);
        }
    }

    /** A candidate of an open pool ended, and is out until a record of it comes. */
    void withdraw(int stream) throws Exception {
        state.livePicker().withdraw(stream);
        leave(stream);
    }

    private void leave(int stream) throws Exception {
        buffers.discard(stream);
        state.present.clear(stream);
        if (settings.discovers()) {
            registry.forget(stream);
            state.numbers.free(stream);
        }
    }
}
