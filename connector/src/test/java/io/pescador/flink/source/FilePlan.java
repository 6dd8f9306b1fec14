// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.WeightSchedule;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A plan with muxes in muxes over npz files and items of our own, one of them with weights that change: what is drawn is a number that says file and row. Every third file is
 * deflated. It never ends.
 */
final class FilePlan {

    static final int FILES = 36;

    private static final int ROWS = 60;

    private FilePlan() {}

    static void write(Path directory) throws IOException {
        for (int file = 0; file < FILES; file++) {
            write(path(directory, file), file % 3 == 0, file * 1000L, ROWS);
        }
    }

    /** A file whose rows are numbered from {@code first}. */
    static void write(Path path, boolean deflated, long first, int rows) throws IOException {
        try (NpzWriter npz = deflated
                ? NpzWriter.deflated(Files.newOutputStream(path))
                : NpzWriter.stored(Files.newOutputStream(path))) {
            npz.write("id", NdArray.of(LongStream.range(first, first + rows).toArray()));
            npz.write("X", NdArray.of(new float[rows * 8]).reshape(rows, 8));
        }
    }

    static Path path(Path directory, int file) {
        return directory.resolve(String.format("part-%02d.npz", file));
    }

    static Streamer<Long> rows(Path path, RowOrder order) {
        return Streamer.rows(NpzRows.of(path.toString()), order)
                .map(sample -> sample.get("id").getLong(0));
    }

    /** One half of the files goes, the other one comes; then all of them, little by little. */
    private static WeightSchedule changes() {
        return WeightSchedule.none()
                .at(300, weights(i -> i % 2 == 0 ? 0 : 1.0 / (20 - i)))
                .at(700, weights(i -> i % 2 == 0 ? 1 : 0))
                .ramp(1100, 400, weights(i -> i + 1));
    }

    private static double[] weights(IntToDoubleFunction weight) {
        return IntStream.range(0, 20).mapToDouble(weight).toArray();
    }

    static Streamer<Long> over(Path directory) {
        List<Streamer<Long>> files = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            RowOrder order = file % 4 == 3 ? RowOrder.ROTATING : RowOrder.SHUFFLED;
            files.add(rows(path(directory, file), order));
        }
        Streamer<Long> weighted = Mux.of(
                Pool.of(files.subList(0, 20))
                        .weights(weights(i -> 1.0 / (i + 1)))
                        .schedule(changes()),
                StochasticPolicy.of(10).rate(4.5));
        List<Streamer<Long>> chains = new ArrayList<>();
        for (int i = 20; i < 32; i += 2) {
            chains.add(Mux.of(files.subList(i, i + 2), ChainPolicy.of().mode(ChainPolicy.Mode.CYCLE)));
        }
        Streamer<Long> nested = Mux.of(chains, StochasticPolicy.of(9).rate(7));
        Streamer<Long> inTurn =
                Mux.of(files.subList(32, FILES), RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.PERMUTED_CYCLE));
        Streamer<Long> items =
                Mux.of(Counting.streams(1, 30), StochasticPolicy.of(8).rate(16)).filter(number -> number % 7 != 3);
        return Mux.of(Pool.of(List.of(weighted, nested, inTurn, items)).weights(.4, .2, .1, .3), ShuffledPolicy.of());
    }
}
