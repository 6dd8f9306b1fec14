// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What a draw, an activation, a snapshot, a restore and an epoch of a mux cost: whole tree included, but for {@code pick}. */
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SamplingBenchmark {

    private static final Integer ITEM = 1;

    private static List<Streamer<Integer>> endless(int streams) {
        return new ArrayList<>(Collections.nCopies(streams, Streamer.<Integer>items((seed, skip) -> () -> ITEM)));
    }

    private static double[] zipf(int streams) {
        return IntStream.range(0, streams).mapToDouble(i -> 1.0 / (i + 1)).toArray();
    }

    private static Mux<Integer> mux(int active, int pool, double rate, boolean weighted) {
        return Mux.of(
                Pool.of(endless(pool)).weights(weighted ? zipf(pool) : null),
                StochasticPolicy.of(active).rate(rate));
    }

    /** Endless streams, rate 8. */
    @State(Scope.Thread)
    public static class Running {

        @Param({"10", "100", "1000", "10000", "100000"})
        int active;

        @Param({"1000", "1000000"})
        int pool;

        @Param({"false", "true"})
        boolean weighted;

        Sampling<Integer> sampling;

        @Setup
        public void start() {
            sampling = Sampling.start(mux(active, pool, 8, weighted), 1);
        }
    }

    @Benchmark
    public PollResult draw(Running running) throws IOException {
        return running.sampling.poll();
    }

    /**
     * No more than memory: one object of the size of an open stream for each, of which a random one is counted up. The next is drawn only then, since a
     * user of samples needs this one first.
     */
    @State(Scope.Thread)
    public static class Objects {

        @Param({"10", "100", "1000", "10000", "100000"})
        int active;

        long[][] objects;
        SplittableRandom random;
        long last;

        @Setup
        public void start() {
            objects = new long[active][5];
            random = new SplittableRandom(1);
        }
    }

    @Benchmark
    public long touchOneObject(Objects bare) {
        int drawn = (int) (((bare.random.nextInt() & 0xffffffffL) + (bare.last & 1)) * bare.active >>> 32);
        bare.last = bare.objects[Math.min(drawn, bare.active - 1)][0]++;
        return bare.last;
    }

    /** The machine that draws, without streams. */
    @State(Scope.Thread)
    public static class Picking {

        @Param({"10", "100", "1000", "10000", "100000"})
        int active;

        @Param({"1000", "1000000"})
        int pool;

        @Param({"false", "true"})
        boolean weighted;

        @Param({"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
        Mode mode;

        Picker picker;

        @Setup
        public void start() throws IOException {
            picker = StochasticPolicy.of(active)
                    .rate(8)
                    .mode(mode)
                    .over(FixedPool.of(pool, weighted ? zipf(pool) : null))
                    .start(PickerContext.alone(1));
        }
    }

    @Benchmark
    public boolean pick(Picking picking) {
        picking.picker.pick();
        return picking.picker.emitted();
    }

    /** Rate 1: each draw is an activation. */
    @State(Scope.Thread)
    public static class Activating {

        @Param({"false", "true"})
        boolean weighted;

        Sampling<Integer> sampling;

        @Setup
        public void start() {
            sampling = Sampling.start(mux(100, 1000, 1, weighted), 1);
        }
    }

    @Benchmark
    public PollResult activation(Activating activating) throws IOException {
        return activating.sampling.poll();
    }

    /** A rate so high that nothing is activated: what the profiler finds is allocated by draws. */
    @State(Scope.Thread)
    public static class Settled {

        Sampling<Integer> sampling;

        @Setup(Level.Iteration)
        public void start() {
            sampling = Sampling.start(mux(100, 1000, 1e7, false), 1);
        }
    }

    @Benchmark
    public PollResult drawBetweenActivations(Settled settled) throws IOException {
        return settled.sampling.poll();
    }

    /** A pool of a million streams that are there already. */
    @State(Scope.Thread)
    public static class Million {

        @Param({"false", "true"})
        boolean weighted;

        List<Streamer<Integer>> streams;
        double[] weights;

        @Setup
        public void make() {
            streams = endless(1_000_000);
            weights = weighted ? zipf(1_000_000) : null;
        }
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public PollResult buildAndActivate(Million million) throws IOException {
        Mux<Integer> mux = Mux.of(
                Pool.of(million.streams).weights(million.weights),
                StochasticPolicy.of(100).rate(8));
        return Sampling.start(mux, 1).poll();
    }

    /** 1000 draws into a run of 100 active streams of 1000. */
    @State(Scope.Thread)
    public static class Saved {

        @Param({"false", "true"})
        boolean weighted;

        Mux<Integer> mux;
        Sampling<Integer> sampling;
        byte[] state;

        @Setup
        public void save() throws IOException {
            mux = mux(100, 1000, 8, weighted);
            sampling = Sampling.start(mux, 1);
            for (int i = 0; i < 1000; i++) {
                sampling.poll();
            }
            state = sampling.save();
        }
    }

    @Benchmark
    public byte[] snapshot(Saved saved) throws IOException {
        return saved.sampling.save();
    }

    @Benchmark
    public Sampling<Integer> restore(Saved saved) throws IOException {
        return Sampling.resume(saved.mux, 1, saved.state);
    }

    /** 3000 streams of 200 integers each, 100 active: every item once. */
    @State(Scope.Thread)
    public static class Epoch {

        Mux<Integer> mux;

        @Setup
        public void make() {
            Integer[] items = new Integer[200];
            Arrays.setAll(items, i -> i);
            mux = Mux.of(
                    Collections.nCopies(3000, Streamer.of(items)),
                    StochasticPolicy.of(100).mode(Mode.EXHAUSTIVE));
        }
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long exhaustiveEpoch(Epoch epoch) throws IOException {
        Sampling<Integer> sampling = Sampling.start(epoch.mux, 1);
        long sum = 0;
        while (sampling.poll() == PollResult.ITEM) {
            sum += sampling.sample();
        }
        return sum;
    }
}
