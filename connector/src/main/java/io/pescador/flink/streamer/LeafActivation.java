// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * An activation of a leaf. What is saved is how many items were <em>taken</em>, never how many were read: items read ahead are read
 * again after a restore.
 *
 * <p>It holds its own number, unless passes of one stream share one: an object less for each activation.
 */
abstract class LeafActivation<T> extends ActivationNumber implements ActiveStream<T> {

    final Session session;
    private final ActivationNumber number;
    long taken;

    /**
     * What is saved is read up to the {@link #startOf start}.
     *
     * @param most how many items there may be
     */
    LeafActivation(Opening opening, long most) throws IOException {
        session = opening.session();
        number = opening.number() == null ? this : opening.number();
        StateIn state = opening.state();
        if (state != null) {
            state.node(NodeKind.LEAF);
            number.restore(state.number());
            taken = state.number(most, "the number of items taken");
        }
    }

    /**
     * Where an activation starts: 0, or where the last one of a rotating leaf stopped.
     *
     * @param rotating whether it does
     */
    static long startOf(Opening opening, boolean rotating) throws IOException {
        if (opening.state() != null) {
            return opening.state().number(rotating ? Long.MAX_VALUE : 0, "where the items start");
        }
        return rotating ? opening.places().rotation().reserve(opening.place(), opening.quota()) : 0;
    }

    /** Where it started; not kept where it does not rotate. */
    long start() {
        return 0;
    }

    /** One more item is taken. */
    final Poll took() {
        if (taken++ == 0) {
            number.get(session);
        }
        return Poll.ITEM;
    }

    /** What to throw where the next item cannot be had. */
    final IOException failed(Exception why) {
        return new IOException("item " + taken + ": " + (why.getMessage() == null ? why : why.getMessage()), why);
    }

    /** There are no more; to be told once. */
    final void ended() {
        if (!number.isDrawn()) {
            session.endedEmpty();
        }
    }

    @Override
    public final void locate(Trace trace) {
        trace.leaf(number.get(session), taken - 1);
    }

    @Override
    public final void save(StateOut out) throws IOException {
        out.node(NodeKind.LEAF);
        out.number(number.saved());
        out.number(taken);
        out.number(start());
    }
}
