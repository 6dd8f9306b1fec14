// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.leaf.Leaves;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.Locale;

/**
 * A stream of the rows of a file or table. If it is cut into more parts than it has rows, some parts have none.
 *
 * <p>Immutable. Example: each row at most twice, whatever is drawn of the others.
 *
 * <pre>{@code
 * Streamer.rows(NpzRows.of("a.npz"), RowOrder.SHUFFLED).maxEpochs(2)
 * }</pre>
 *
 * @param <T> type of a row
 */
@PublicEvolving
public final class RowsStreamer<T> implements Streamer<T> {

    private static final long ENDLESS = Long.MAX_VALUE;

    private final RowsSource<T> source;

    RowsStreamer(Rows<T> rows, RowOrder order) {
        this(new RowsSource<>(rows, order, Cut.WHOLE, ENDLESS));
    }

    private RowsStreamer(RowsSource<T> source) {
        this.source = source;
    }

    /**
     * Gives each row at most {@code maxEpochs} times over all activations of this stream. Then the stream is empty: a mux leaves it out,
     * and its share goes to the others in proportion. Each shard gives its own rows so many times.
     *
     * @param maxEpochs how many passes, ≥ 1; without this call there is no limit
     * @throws IllegalArgumentException if it is less, or if the activations do not {@linkplain RowOrder#goesOn() go on} from one another
     */
    public RowsStreamer<T> maxEpochs(long maxEpochs) {
        if (maxEpochs < 1) {
            throw new IllegalArgumentException("max_epochs is " + maxEpochs + ": there is at least one pass");
        }
        if (!source.order().goesOn()) {
            throw new IllegalArgumentException(
                    "max_epochs of " + name() + ", whose rows are "
                            + source.order().name().toLowerCase(Locale.ROOT)
                            + ": only shuffled and rotating rows go on from one activation to the next, so that passes can be counted");
        }
        return new RowsStreamer<>(new RowsSource<>(source.rows(), source.order(), source.part(), maxEpochs));
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return source.order().goesOn() ? Leaves.activatePasses(source, context) : Leaves.activate(source, context);
    }

    @Override
    public boolean finite() {
        return source.order() != RowOrder.RANDOM;
    }

    @Override
    public Streamer<T> cut(Cut within) {
        return source.order() == RowOrder.RANDOM
                ? this
                : new RowsStreamer<>(new RowsSource<>(
                        source.rows(), source.order(), within.within(source.part()), source.maxEpochs()));
    }

    @Override
    public boolean canOpenEarly() {
        return true;
    }

    @Override
    public void sign(Signature signature) {
        signature.leaf(source.rows().identity()).add(source.order().name());
        if (source.maxEpochs() != ENDLESS) {
            signature.add("max_epochs " + source.maxEpochs());
        }
        Cut part = source.part();
        if (!part.isWhole()) {
            signature.add(new double[] {part.from(), part.to()});
        }
    }

    @Override
    public String name() {
        return source.rows().name();
    }
}
