// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** A {@link DirectLeaf} that begins where the last activation stopped. */
final class RotatingLeaf<T> extends DirectLeaf<T> {

    private final long start;

    RotatingLeaf(LeafSource<T> source, Opening opening) throws IOException {
        super(source, opening);
        start = startOf(opening, true);
    }

    @Override
    long start() {
        return start;
    }
}
