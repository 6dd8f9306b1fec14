// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.stochastic.StochasticPolicy;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The keyed mux against a keyed pass-through with one counter in a {@code ValueState}, in the same pipeline, on both state backends.
 *
 * <p>Arguments: millions of records on the heap backend and on RocksDB. 64 keys, 16 active streams a key, records of 8 bytes, one task.
 */
public final class KeyedMuxBenchmark {

    private static final int KEYS = 64;
    private static final int ACTIVE = 16;
    private static final int ROUNDS = 3;

    private KeyedMuxBenchmark() {}

    /** Arguments: millions of records with hash map, with RocksDB (0: not at all), and a pattern that names of operators have to contain. */
    public static void main(String[] args) throws Exception {
        long heap = (long) (Double.parseDouble(args.length > 0 ? args[0] : "8") * 1_000_000);
        long disk = (long) (Double.parseDouble(args.length > 1 ? args[1] : "1") * 1_000_000);
        Pattern wanted = Pattern.compile(args.length > 2 ? args[2] : "");
        System.out.println("backend, operator, million records/s (median of " + ROUNDS + "), part of pass-through");
        compare("hashmap", heap, wanted);
        compare("rocksdb", disk, wanted);
    }

    private static void compare(String backend, long records, Pattern wanted) throws Exception {
        String[] names = {
            "pass-through",
            "reservoir(256), 16 streams",
            "reservoir(256), 64 streams",
            "reservoir(16), 16 streams",
            "reservoir(64), 16 streams",
            "fifo(16), 16 streams",
            "fifo(256), 16 streams",
            "spill, 16 streams"
        };
        double[][] speeds = new double[names.length][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; records > 0 && i < names.length; i++) {
                if (i > 0 && !wanted.matcher(names[i]).find()) {
                    continue;
                }
                double speed = run(backend, records, step(i));
                if (round >= 0) {
                    speeds[i][round] = speed;
                }
            }
        }
        for (double[] speed : speeds) {
            Arrays.sort(speed);
        }
        for (int i = 0; i < names.length; i++) {
            double median = speeds[i][ROUNDS / 2];
            if (median == 0) {
                continue;
            }
            System.out.printf("%s, %s, %.3f, %.2f%n", backend, names[i], median / 1e6, median / speeds[0][ROUNDS / 2]);
        }
    }

    private static UnaryOperator<DataStream<Long>> step(int i) {
        int streams = i == 2 ? 64 : 16;
        return records -> {
            KeyedStream<Long, Integer> keyed = records.keyBy(n -> (int) (n % KEYS), Types.INT);
            if (i == 0) {
                return keyed.process(new Count());
            }
            String[] ids = new String[streams];
            Arrays.setAll(ids, s -> "stream-" + s);
            KeyedMuxBuilder<Integer, Long> mux = KeyedMux.on(keyed)
                    .streamBy(n -> ids[(int) (n / KEYS % streams)])
                    .policy(StochasticPolicy.of(ACTIVE).rate(64))
                    .seed(1);
            return switch (i) {
                case 3 -> mux.reservoir(16).apply("mux");
                case 4 -> mux.reservoir(64).apply("mux");
                case 5 -> mux.fifo(16, Overflow.DROP_OLDEST).apply("mux");
                case 6 -> mux.fifo(256, Overflow.DROP_OLDEST).apply("mux");
                case 7 -> mux.spill().apply("mux");
                default -> mux.reservoir(256).apply("mux");
            };
        };
    }

    private static double run(String backend, long records, UnaryOperator<DataStream<Long>> step) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(PipelineOptions.OBJECT_REUSE, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        DataStream<Long> source =
                env.fromSource(new NumberSequenceSource(0, records - 1), WatermarkStrategy.noWatermarks(), "numbers");
        step.apply(source).sinkTo(new DiscardingSink<>());
        long start = System.nanoTime();
        env.execute();
        return records * 1e9 / (System.nanoTime() - start);
    }

    /** The pass-through. */
    private static final class Count extends KeyedProcessFunction<Integer, Long, Long> {

        private static final long serialVersionUID = 1;

        private transient ValueState<Long> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void processElement(Long value, Context context, Collector<Long> out) throws Exception {
            Long before = count.value();
            count.update(before == null ? 1 : before + 1);
            out.collect(value);
        }
    }
}
