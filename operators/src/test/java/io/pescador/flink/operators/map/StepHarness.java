// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A step in Flink's operator harness, keyed or not, on one subtask or several. */
final class StepHarness<T, B> implements AutoCloseable {

    private static final int MAX_PARALLELISM = 16;

    private final Supplier<OneInputStreamOperator<T, B>> step;
    private final KeySelector<T, Integer> key;
    private final TypeInformation<B> type;
    private final List<OneInputStreamOperatorTestHarness<T, B>> subtasks = new ArrayList<>();
    private final List<StreamRecord<B>> output = new ArrayList<>();
    private int turn;

    /** @param key null for a stream that is not keyed */
    StepHarness(Supplier<OneInputStreamOperator<T, B>> step, KeySelector<T, Integer> key, TypeInformation<B> type) {
        this.step = step;
        this.key = key;
        this.type = type;
    }

    StepHarness<T, B> open(int parallelism) throws Exception {
        return open(parallelism, null, 0);
    }

    private StepHarness<T, B> open(int parallelism, OperatorSubtaskState state, int before) throws Exception {
        for (int i = 0; i < parallelism; i++) {
            OneInputStreamOperatorTestHarness<T, B> subtask = key == null
                    ? new OneInputStreamOperatorTestHarness<>(step.get(), MAX_PARALLELISM, parallelism, i)
                    : new KeyedOneInputStreamOperatorTestHarness<>(
                            step.get(), key, Types.INT, MAX_PARALLELISM, parallelism, i);
            subtask.setup(type.createSerializer(subtask.getExecutionConfig().getSerializerConfig()));
            if (state != null) {
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, MAX_PARALLELISM, before, parallelism, i));
            }
            subtask.open();
            subtasks.add(subtask);
        }
        return this;
    }

    StepHarness<T, B> restart(int parallelism) throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        StepHarness<T, B> next = new StepHarness<>(step, key, type);
        next.output.addAll(records());
        for (int i = 0; i < states.length; i++) {
            states[i] = subtasks.get(i).snapshot(1, 1);
            subtasks.get(i).close();
        }
        return next.open(parallelism, AbstractStreamOperatorTestHarness.repackageState(states), states.length);
    }

    void send(T record) throws Exception {
        send(new StreamRecord<>(record));
    }

    void send(T record, long timestamp) throws Exception {
        send(new StreamRecord<>(record, timestamp));
    }

    private void send(StreamRecord<T> record) throws Exception {
        int subtask = key == null
                ? turn++ % subtasks.size()
                : KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        key.getKey(record.getValue()), MAX_PARALLELISM, subtasks.size());
        subtasks.get(subtask).processElement(record);
    }

    void watermark(long timestamp) throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(timestamp);
        }
    }

    /** Of one subtask only; the others are idle, or behind. */
    void watermark(int subtask, long timestamp) throws Exception {
        subtasks.get(subtask).processWatermark(timestamp);
    }

    void end() throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(Watermark.MAX_WATERMARK);
            subtask.endInput();
        }
    }

    /** All that was given so far, over restarts. */
    List<B> output() {
        return records().stream().map(StreamRecord::getValue).toList();
    }

    /** The same with their times. */
    List<StreamRecord<B>> records() {
        for (var subtask : subtasks) {
            for (StreamRecord<? extends B> record : subtask.extractOutputStreamRecords()) {
                output.add(new StreamRecord<B>(record.getValue(), record.getTimestamp()));
            }
            subtask.getOutput().clear();
        }
        return output;
    }

    @Override
    public void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
    }
}
