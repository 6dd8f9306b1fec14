// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;

import java.io.IOException;

/** A {@link DirectLeaf} that begins where the last activation stopped. */
final class RotatingLeaf<T> extends DirectLeaf<T> {

    private final long start;

    RotatingLeaf(LeafSource<T> source, ActivationContext context) throws IOException {
        super(source, context);
        start = rotatingStart(context);
    }

    @Override
    long start() {
        return start;
    }
}
