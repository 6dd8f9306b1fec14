// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.structure.Arguments;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.spi.Shares;
import io.pescador.flink.streamer.spi.StreamFailedException;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.Closeable;
import java.io.IOException;

/** An activation of any mux: asks the picker for a slot, and the stream in that slot for an item. */
final class MuxStream<T> implements ActiveStream<T> {

    private final Mux<T> mux;
    private final Pool<T> pool;
    private final Picker picker;
    private final ActivationContext context;
    private final ActiveStream<T>[] open;

    /** Which stream was opened last in each slot. */
    private final int[] stream;

    /** Null where the weights stay as they are. */
    private final WeightRevisions revisions;

    /** By which shares are counted. */
    private int revision;

    private final Prefetcher<T> prefetcher;
    private final Shares shares;

    /** Of the last sample: a number, since a reference that is stored at each draw costs the collector's barrier. */
    private int lastSlot;

    /** Gave the last sample and all of its quota with it: closed, but until the next poll it can still say what that was and where it came from. */
    private ActiveStream<T> over;

    private int overStream;

    MuxStream(Mux<T> mux, ActivationContext context) throws IOException {
        this.mux = mux;
        this.context = context.again(context.seed(), context.atMost(), null);
        pool = mux.pool();
        pool.load();
        StateIn state = context.state();
        if (state != null) {
            state.node(mux.policy().node());
        }
        PickerContext forPicker = PickerContext.of(context);
        picker = state == null ? mux.pickers().start(forPicker) : mux.pickers().restore(forPicker, state);
        revisions = pool.revisions().isEmpty() ? null : pool.revisions();
        open = newArray(picker.slots());
        stream = new int[picker.slots()];
        shares = context.isRoot() ? count(mux) : null;
        prefetcher = new Prefetcher<>(pool, picker, this.context);
        try {
            open(state);
        } catch (IOException | RuntimeException e) {
            close(this, null);
            throw e;
        }
    }

    private void open(StateIn state) throws IOException {
        if (state == null) {
            for (int slot = 0; slot < open.length; slot++) {
                fill(slot);
            }
        } else {
            restore(state); // and no more: what was not open then is opened when it is its turn, as it would have been
        }
        prefetch();
    }

    /**
     * Opens the activation that a slot holds: in the order in which slots are filled, not drawn, since rotating leaves go on from one
     * opening to the next, and so that it can be read while others are drawn.
     */
    private void fill(int slot) throws IOException {
        int next = picker.stream(slot);
        if (open[slot] == null && next != Picker.NONE) {
            try {
                ActiveStream<T> early = prefetcher.isEmpty() ? null : prefetcher.take(picker.ordinal(slot), next);
                open[slot] = early == null ? activate(slot, next, null) : early;
            } catch (IOException | RuntimeException e) {
                throw StreamFailedException.in(pool.id(next), e);
            }
            opened(slot, next);
        }
    }

    private void opened(int slot, int next) {
        stream[slot] = next;
        if (shares != null) {
            shares.opened(slot, next);
        }
    }

    /** Opens what the last pick filled. */
    private void openFilled() throws IOException {
        int slot = picker.takeFilled();
        if (slot == Picker.NONE) {
            return;
        }
        for (; slot != Picker.NONE; slot = picker.takeFilled()) {
            fill(slot);
        }
        prefetch();
    }

    private void prefetch() throws IOException {
        if (context.shard().readsAhead()) {
            prefetcher.prefetch();
        }
    }

    private Shares count(Mux<T> mux) {
        double[] asked = mux.size() <= Shares.MOST ? mux.policy().targetShares(pool) : null;
        if (asked == null) {
            return null;
        }
        revision = pool.revisions().inForce(context.shard().draws());
        if (revision > 0) {
            asked = asked();
        }
        context.shard().shares().begin(pool.ids(), asked, open.length);
        return context.shard().shares();
    }

    @SuppressWarnings("unchecked")
    private static <T> ActiveStream<T>[] newArray(int length) {
        return (ActiveStream<T>[]) new ActiveStream<?>[length];
    }

    private void restore(StateIn state) throws IOException {
        for (int slot = state.number(open.length, "a slot") - 1;
                slot >= 0;
                slot = state.number(open.length, "a slot") - 1) {
            int saved = picker.stream(slot);
            if (open[slot] != null || saved == Picker.NONE) {
                throw state.damaged("slot " + slot + " holds no stream to go on with");
            }
            open[slot] = activate(slot, saved, state);
            opened(slot, saved);
        }
    }

    private ActiveStream<T> activate(int slot, int next, StateIn state) throws IOException {
        return pool.get(next)
                .activate(context.child(
                        Seeds.mix(context.seed(), picker.ordinal(slot)),
                        pool.id(next),
                        picker.quota(slot),
                        picker.remaining(slot),
                        state));
    }

    @Override
    public PollResult poll() throws IOException {
        if (over != null) {
            over = null;
        }
        if (revisions != null) {
            revise();
        }
        while (true) {
            int slot = picker.pick();
            openFilled();
            if (slot == Picker.NONE) {
                close(); // what is still open turned out to be in vain
                return PollResult.END;
            }
            if (open[slot] == null) {
                fill(slot); // where a new pass began, its streams are opened when it is their turn
            }
            PollResult answer;
            try {
                answer = open[slot].poll();
                if (answer == PollResult.END) {
                    open[slot].close();
                }
            } catch (IOException | RuntimeException e) {
                throw StreamFailedException.in(pool.id(stream[slot]), e);
            }
            if (answer == PollResult.PENDING) {
                return answer;
            }
            if (answer == PollResult.END) {
                open[slot] = null;
                picker.ended();
                fill(slot);
                prefetch();
                continue;
            }
            lastSlot = slot;
            if (shares != null) {
                shares.gave(slot);
            }
            if (picker.emitted()) {
                leaveLast();
                over.close(); // before another begins: it may go on where this one stopped
                fill(slot);
                prefetch();
            }
            return answer;
        }
    }

    private double[] asked() {
        return Arguments.weights(revisions.weights(revision), pool.size());
    }

    private void revise() throws IOException {
        long round = context.shard().draws();
        if (shares != null && round >= revisions.round(revision + 1)) {
            revision = revisions.inForce(round);
            shares.ask(asked());
        }
        for (int slot : picker.revise(round)) {
            if (open[slot] != null) {
                open[slot].close(); // all of them before others begin: these may go on where those stopped
                open[slot] = null;
            }
        }
        openFilled();
    }

    private void leaveLast() {
        over = open[lastSlot];
        overStream = stream[lastSlot];
        open[lastSlot] = null;
    }

    private ActiveStream<T> last() {
        return over == null ? open[lastSlot] : over;
    }

    @Override
    public T item() {
        return last().item();
    }

    @Override
    public void locate(Trace trace) {
        trace.child(pool.id(over == null ? stream[lastSlot] : overStream));
        last().locate(trace);
    }

    /** Layout: the picker, then for each open slot varint slot + 1 and its stream, then 0. */
    @Override
    public void save(StateOut out) throws IOException {
        out.node(mux.policy().node());
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
        if (over == null) {
            leaveLast();
        }
        IOException failure = over == null ? null : close(over, null);
        for (int slot = 0; slot < open.length; slot++) {
            if (open[slot] != null) {
                failure = close(open[slot], failure);
                open[slot] = null;
            }
        }
        failure = close(prefetcher, failure);
        picker.close();
        if (failure != null) {
            throw failure;
        }
    }

    private static IOException close(Closeable stream, IOException earlier) {
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
