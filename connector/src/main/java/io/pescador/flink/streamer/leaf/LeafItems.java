// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.Reservation;
import io.pescador.flink.streamer.spi.ReservedItems;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** Which items of its stream an activation gives, and how to open them. */
interface LeafItems<T> {

    /** Opens the items after the first {@code taken}. It may be called by another thread, and whatever was reserved since. */
    AsyncReads.Opener<T> opener(long taken);

    /**
     * The turn of the activation has come.
     *
     * @return whether it gives the items that it was expected to give
     */
    boolean adopt();

    /**
     * Looks for more items, once the reader has come to its end.
     *
     * @return whether there may be some: they are to be opened again
     */
    boolean extend(long taken);

    /** The activation closes. */
    void release(long taken);

    void save(StateOut out) throws IOException;

    /** All items, from the first on. */
    record FromFirst<T>(LeafSource<T> source, long seed) implements LeafItems<T> {

        static <T> LeafItems<T> of(LeafSource<T> source, ActivationContext context) throws IOException {
            LeafActivation.checkFromFirst(context);
            return new FromFirst<>(source, context.seed());
        }

        @Override
        public AsyncReads.Opener<T> opener(long taken) {
            return () -> source.open(seed, taken);
        }

        @Override
        public boolean adopt() {
            return true;
        }

        @Override
        public boolean extend(long taken) {
            return false;
        }

        @Override
        public void release(long taken) {}

        @Override
        public void save(StateOut out) throws IOException {
            LeafActivation.saveFromFirst(out);
        }
    }

    /** Those that follow the last activation's. */
    record Next<T>(PassSource<T> source, long seed, ReservedItems items) implements LeafItems<T> {

        static <T> LeafItems<T> of(PassSource<T> source, ActivationContext context, long taken) throws IOException {
            return new Next<>(
                    source,
                    context.shard().streamSeed(context.path()),
                    context.carried().reserve(context, taken));
        }

        @Override
        public AsyncReads.Opener<T> opener(long taken) {
            Reservation reserved = items.get();
            return () -> source.open(seed, reserved, taken, items::lengthIs);
        }

        @Override
        public boolean adopt() {
            return items.adopt();
        }

        @Override
        public boolean extend(long taken) {
            return items.extend(taken);
        }

        @Override
        public void release(long taken) {
            items.release(taken);
        }

        @Override
        public void save(StateOut out) throws IOException {
            items.save(out);
        }
    }
}
