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

    /** Where a rotating leaf began. */
    final long start;

    long taken;
    private boolean ended;

    /**
     * @param rotating whether the activation begins where the last one stopped
     * @param most how many items there may be
     */
    LeafActivation(Opening opening, boolean rotating, long most) throws IOException {
        session = opening.session();
        number = opening.number() == null ? this : opening.number();
        StateIn state = opening.state();
        if (state == null) {
            start = rotating ? opening.places().rotation().reserve(opening.place(), opening.quota()) : 0;
        } else {
            state.node(NodeKind.LEAF);
            number.restore(state.number());
            taken = state.number(most, "the number of items taken");
            start = state.number();
        }
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

    /** There are no more. */
    final Poll end() {
        if (!ended && !number.isDrawn()) {
            session.endedEmpty();
        }
        ended = true;
        return Poll.END;
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
        out.number(start);
    }
}
