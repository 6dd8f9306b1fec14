// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActivationNumber;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ShardContext;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/**
 * An activation of a leaf. Its saved state is how many items were <em>taken</em>, never how many were read: items read ahead are read again
 * after a restore.
 *
 * <p>The activation number is stored in this object, which saves an allocation for each activation. The passes of a repeated stream share
 * the number of the first.
 */
abstract class LeafActivation<T> extends ActivationNumber implements ActiveStream<T> {

    final ShardContext shard;
    private final ActivationNumber number;
    long taken;

    /**
     * Reads the state up to the reserved items; the subclass reads those.
     *
     * @param max how many items there may be
     */
    LeafActivation(ActivationContext context, long max) throws IOException {
        shard = context.shard();
        number = context.number() == null ? this : context.number();
        StateIn state = context.state();
        if (state != null) {
            state.node(NodeKind.LEAF);
            number.restore(state.number());
            taken = state.number(max, "the number of items taken");
        }
    }

    /**
     * Reads what a leaf that begins with its first item has saved of its items: nothing.
     *
     * @throws StateException if the state is of a leaf that goes on where its last activation stopped
     */
    static void checkFromFirst(ActivationContext context) throws IOException {
        if (context.state() != null && context.state().number() != 0) {
            throw new StateException(
                    "the saved state has rows that go on from one activation to the next, where those of this"
                            + " plan begin with the first: the state belongs to another plan");
        }
    }

    /** One more item is taken. */
    final PollResult took() {
        if (taken++ == 0) {
            number.get(shard);
        }
        return PollResult.ITEM;
    }

    /** What to throw where the next item cannot be had. */
    final IOException failed(Exception why) {
        return new IOException("item " + taken + ": " + (why.getMessage() == null ? why : why.getMessage()), why);
    }

    /** The stream has ended; to be called once. */
    final void ended() {
        if (!number.isDrawn()) {
            shard.endedEmpty();
        }
    }

    @Override
    public final void locate(Trace trace) {
        trace.leaf(number.get(shard), taken - 1);
    }

    @Override
    public final void save(StateOut out) throws IOException {
        out.node(NodeKind.LEAF);
        out.number(number.saved());
        out.number(taken);
        saveItems(out);
    }

    /** Writes which items are reserved: none, for a leaf that begins with its first. */
    void saveItems(StateOut out) throws IOException {
        saveFromFirst(out);
    }

    static void saveFromFirst(StateOut out) throws IOException {
        out.number(0);
    }
}
