// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** A {@link DirectLeaf} that goes on where the last activation stopped. */
final class PassLeaf<T> extends DirectLeaf<T> {

    private final LeafItems<T> items;

    PassLeaf(PassSource<T> source, ActivationContext context) throws IOException {
        super(null, context);
        items = LeafItems.Next.of(source, context, taken);
    }

    @Override
    ItemReader<T> open() throws IOException {
        return items.opener(taken).open();
    }

    @Override
    ItemReader<T> more() throws IOException {
        return items.extend(taken) ? open() : null;
    }

    @Override
    void closed() {
        items.release(taken);
    }

    @Override
    void saveItems(StateOut out) throws IOException {
        items.save(out);
    }
}
