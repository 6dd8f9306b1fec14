// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * How leaves read: at once, in the thread that draws ({@link #DIRECT}), or ahead, in threads of their own. The items are the same.
 */
public interface Reads {

    /** Reads in the thread that draws, when an item is asked for. */
    Reads DIRECT = new Reads() {
        @Override
        public boolean ahead() {
            return false;
        }

        @Override
        public <T> ActiveStream<T> activate(LeafSource<T> source, boolean rotating, Opening opening)
                throws IOException {
            return rotating ? new RotatingLeaf<>(source, opening) : DirectLeaf.of(source, opening);
        }
    };

    /** Whether leaves are read before they are asked, so that streams should be opened before they are drawn. */
    boolean ahead();

    /**
     * Activates a leaf.
     *
     * @param rotating whether the activation begins where the last one stopped
     */
    <T> ActiveStream<T> activate(LeafSource<T> source, boolean rotating, Opening opening) throws IOException;
}
