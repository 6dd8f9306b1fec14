// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.MuxCounts;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A keyed mux in Flink's operator harness: one subtask or several, on either state backend. */
final class MuxHarness implements AutoCloseable {

    static final int MAX_PARALLELISM = 32;
    static final TypeInformation<Rec> REC = Types.POJO(Rec.class);
    static final TypeInformation<Drawn<String, Rec>> DRAWN = drawn();

    enum Backend {
        /** Cached records are objects. */
        HASH_MAP,
        /** Cached records are packed. */
        HASH_MAP_OF_BYTES,
        ROCKSDB;

        StateBackend create() {
            return this == ROCKSDB ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
        }

        TypeInformation<Rec> type() {
            return this == HASH_MAP_OF_BYTES ? PackedRec.TYPE : REC;
        }
    }

    private final KeyedMuxBuilder<String, Rec> mux;
    private final Backend backend;
    private final List<KeyedOneInputStreamOperatorTestHarness<String, Rec, Drawn<String, Rec>>> subtasks =
            new ArrayList<>();
    private final List<StreamRecord<Drawn<String, Rec>>> output = new ArrayList<>();

    private MuxHarness(KeyedMuxBuilder<String, Rec> mux, Backend backend) {
        this.mux = mux;
        this.backend = backend;
    }

    @SuppressWarnings("unchecked")
    private static TypeInformation<Drawn<String, Rec>> drawn() {
        return Types.POJO(
                (Class<Drawn<String, Rec>>) (Class<?>) Drawn.class,
                Map.of(
                        "key", Types.STRING,
                        "stream", Types.STRING,
                        "draw", Types.LONG,
                        "activation", Types.LONG,
                        "age", Types.LONG,
                        "repeats", Types.INT,
                        "value", REC));
    }

    /** A mux over records in a pipeline that never runs. */
    static KeyedMux<String, Rec> mux() {
        KeyedStream<Rec, String> records = StreamExecutionEnvironment.getExecutionEnvironment()
                .fromData(Rec.of("a", 0))
                .keyBy(Rec::key, Types.STRING);
        return KeyedMux.on(records).streamBy(Rec::stream);
    }

    static MuxHarness start(KeyedMuxBuilder<String, Rec> mux, Backend backend, int parallelism) throws Exception {
        return new MuxHarness(mux, backend).open(parallelism, null, 0);
    }

    static MuxHarness start(KeyedMuxBuilder<String, Rec> mux) throws Exception {
        return start(mux, Backend.HASH_MAP, 1);
    }

    /** Goes on from a snapshot of one subtask. */
    static MuxHarness restore(KeyedMuxBuilder<String, Rec> mux, OperatorSubtaskState state) throws Exception {
        return new MuxHarness(mux, Backend.HASH_MAP).open(1, state, 1);
    }

    /** Of one subtask. */
    OperatorSubtaskState snapshot() throws Exception {
        return subtasks.get(0).snapshot(1, 1);
    }

    private MuxHarness open(int parallelism, OperatorSubtaskState state, int before) throws Exception {
        for (int i = 0; i < parallelism; i++) {
            KeyedOneInputStreamOperatorTestHarness<String, Rec, Drawn<String, Rec>> subtask =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new KeyedMuxOperator<>(
                                    mux.settings("mix"), OutputMapper.<String, Rec>drawn(), backend.type()),
                            Rec::key,
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            i);
            subtask.setStateBackend(backend.create());
            subtask.setup(DRAWN.createSerializer(subtask.getExecutionConfig().getSerializerConfig()));
            if (state != null) {
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, MAX_PARALLELISM, before, parallelism, i));
            }
            subtask.open();
            subtasks.add(subtask);
        }
        return this;
    }

    /** Takes a snapshot, throws everything away, and goes on at another parallelism. */
    MuxHarness restart(int parallelism) throws Exception {
        return restart(mux, parallelism);
    }

    MuxHarness restart(KeyedMuxBuilder<String, Rec> otherMux, int parallelism) throws Exception {
        collect();
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = subtasks.get(i).snapshot(1, 1);
            subtasks.get(i).close();
        }
        MuxHarness next = new MuxHarness(otherMux, backend);
        next.output.addAll(output);
        return next.open(parallelism, AbstractStreamOperatorTestHarness.repackageState(states), states.length);
    }

    private int subtaskOf(String key) {
        return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                key, MAX_PARALLELISM, subtasks.size());
    }

    void send(Rec record) throws Exception {
        subtasks.get(subtaskOf(record.key())).processElement(new StreamRecord<>(record));
    }

    void send(Rec record, long timestamp) throws Exception {
        subtasks.get(subtaskOf(record.key())).processElement(record, timestamp);
    }

    void watermark(long timestamp) throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(timestamp);
        }
    }

    void time(long millis) throws Exception {
        for (var subtask : subtasks) {
            subtask.setProcessingTime(millis);
        }
    }

    /** The end of the input. */
    void end() throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(Watermark.MAX_WATERMARK);
            subtask.endInput();
        }
    }

    private void collect() {
        for (var subtask : subtasks) {
            for (Object out : subtask.getOutput()) {
                if (out instanceof StreamRecord) {
                    @SuppressWarnings("unchecked")
                    StreamRecord<Drawn<String, Rec>> record = (StreamRecord<Drawn<String, Rec>>) out;
                    output.add(record);
                }
            }
            subtask.getOutput().clear();
        }
    }

    /** All that was given so far, over restarts. */
    List<StreamRecord<Drawn<String, Rec>>> output() {
        collect();
        return output;
    }

    <R> List<R> values(Function<Drawn<String, Rec>, R> part) {
        return output().stream().map(record -> part.apply(record.getValue())).toList();
    }

    /** A metric, over all subtasks since the last restart. */
    long count(ToLongFunction<MuxCounts> count) {
        return subtasks.stream()
                .mapToLong(subtask -> count.applyAsLong(((KeyedMuxOperator<?, ?, ?>) subtask.getOperator()).counts()))
                .sum();
    }

    int entries() {
        return subtasks.stream()
                .mapToInt(subtask -> {
                    // Rows in RocksDB; on the heap a map of one key counts as one.
                    Object state = subtask.getOperator().getKeyedStateBackend();
                    return state instanceof RocksDBKeyedStateBackend<?> rocks
                            ? rocks.numKeyValueStateEntries()
                            : subtask.numKeyedStateEntries();
                })
                .sum();
    }

    int timers() {
        return subtasks.stream()
                .mapToInt(subtask -> subtask.numEventTimeTimers() + subtask.numProcessingTimeTimers())
                .sum();
    }

    long stateSize() throws Exception {
        long size = 0;
        for (var subtask : subtasks) {
            size += subtask.snapshot(1, 1).getStateSize();
        }
        return size;
    }

    @Override
    public void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
    }
}
