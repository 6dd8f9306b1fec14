// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.util.Iterator;

/** Items made by a generator; skipping runs it and throws the items away. */
final class GeneratedItems<T> implements Items<T> {

    private final Streamer.Generator<T> generator;

    GeneratedItems(Streamer.Generator<T> generator) {
        this.generator = generator;
    }

    @Override
    public ItemReader<T> open(long seed, long skip) {
        Iterator<T> items = generator.generate(new XoRoShiRo128PlusPlus(Seeds.mix(seed, 0), Seeds.mix(seed, 1)));
        for (long i = 0; i < skip && items.hasNext(); i++) {
            items.next();
        }
        return () -> items.hasNext() ? items.next() : null;
    }
}
