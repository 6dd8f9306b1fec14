// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.ActiveStream;
import io.pescador.flink.streamer.NodeKind;
import io.pescador.flink.streamer.Opening;
import io.pescador.flink.streamer.Poll;
import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;
import io.pescador.flink.streamer.StreamFailure;
import io.pescador.flink.streamer.Trace;

import java.io.IOException;

/** An activation of any mux: asks the picker for a slot, and the stream in that slot for an item. */
final class MuxStream<T> implements ActiveStream<T> {

    private final Pool<T> pool;
    private final NodeKind kind;
    private final Picker picker;
    private final Opening opening;
    private final ActiveStream<T>[] open;
    private ActiveStream<T> last;
    private int lastStream;
    private boolean lastIsOver;
    private T item;

    MuxStream(Mux<T> mux, Opening opening) throws IOException {
        this.opening = opening.again(opening.seed(), opening.atMost(), null);
        pool = mux.pool();
        kind = mux.kind();
        StateIn state = opening.state();
        if (state == null) {
            picker = mux.start(opening.seed());
            open = newArray(picker.slots());
        } else {
            state.node(kind);
            picker = mux.restore(opening.seed(), state);
            open = newArray(picker.slots());
            restore(state);
        }
        if (opening.session().readsAhead()) {
            for (int slot = 0; slot < open.length; slot++) {
                openAhead(slot);
            }
        }
    }

    /** Opens the activation that a slot holds, so that it is read while others are drawn. */
    private void openAhead(int slot) throws IOException {
        if (open[slot] == null && picker.stream(slot) != Picker.NONE) {
            open[slot] = activate(slot, null);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> ActiveStream<T>[] newArray(int length) {
        return (ActiveStream<T>[]) new ActiveStream<?>[length];
    }

    private void restore(StateIn state) throws IOException {
        for (int slot = state.number(open.length, "a slot") - 1;
                slot >= 0;
                slot = state.number(open.length, "a slot") - 1) {
            if (open[slot] != null || picker.stream(slot) == Picker.NONE) {
                throw state.damaged("slot " + slot + " holds no stream to go on with");
            }
            open[slot] = activate(slot, state);
        }
    }

    private ActiveStream<T> activate(int slot, StateIn state) throws IOException {
        int stream = picker.stream(slot);
        return pool.get(stream)
                .activate(opening.child(picker.seed(slot), pool.id(stream), picker.quotaLeft(slot), state));
    }

    @Override
    public Poll poll() throws IOException {
        if (lastIsOver) {
            lastIsOver = false;
            last.close();
        }
        while (true) {
            int slot = picker.pick();
            if (slot == Picker.NONE) {
                return Poll.END;
            }
            int stream = picker.stream(slot);
            Poll answer;
            try {
                if (open[slot] == null) {
                    open[slot] = activate(slot, null);
                }
                answer = open[slot].poll();
                if (answer == Poll.END) {
                    open[slot].close();
                }
            } catch (IOException | RuntimeException e) {
                throw StreamFailure.in(pool.id(stream), e);
            }
            if (answer == Poll.PENDING) {
                return answer;
            }
            if (answer == Poll.END) {
                open[slot] = null;
                picker.ended();
                refilled(slot);
                continue;
            }
            last = open[slot];
            lastStream = stream;
            item = last.item();
            if (picker.given()) {
                // Closed at the next poll: until then it can still say where its item came from.
                open[slot] = null;
                lastIsOver = true;
                refilled(slot);
            }
            return answer;
        }
    }

    private void refilled(int slot) throws IOException {
        if (opening.session().readsAhead()) {
            openAhead(slot);
        }
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public void locate(Trace trace) {
        trace.child(pool.id(lastStream));
        last.locate(trace);
    }

    /** Layout: the picker, then for each open slot varint slot + 1 and its stream, then 0. */
    @Override
    public void save(StateOut out) throws IOException {
        out.node(kind);
        picker.save(out);
        for (int slot = 0; slot < open.length; slot++) {
            if (open[slot] != null) {
                out.number(slot + 1L);
                open[slot].save(out);
            }
        }
        out.number(0);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        if (lastIsOver) {
            lastIsOver = false;
            failure = close(last, null);
        }
        for (int slot = 0; slot < open.length; slot++) {
            if (open[slot] != null) {
                failure = close(open[slot], failure);
                open[slot] = null;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static IOException close(ActiveStream<?> stream, IOException earlier) {
        try {
            stream.close();
            return earlier;
        } catch (IOException e) {
            if (earlier != null) {
                e.addSuppressed(earlier);
            }
            return e;
        }
    }
}
