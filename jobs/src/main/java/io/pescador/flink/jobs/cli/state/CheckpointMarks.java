// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.output.PartFiles;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Notes in files which checkpoint is complete, where Flink's own record of it comes too late or goes too early. In a directory of parts, so
 * that older state does not write them again. In the state directory when all input has ended, since Flink removes the state of a finished
 * job before other code learns of it.
 *
 * <p>An operator of parallelism 1 that gets no records, only barriers and the end of the input. An input that ends before a barrier does so
 * for every operator: the checkpoint after it has what the outputs still have to do.
 */
@Internal
public final class CheckpointMarks {

    private static final OutputTag<Void> NOTHING = new OutputTag<>("marks", Types.VOID);

    private CheckpointMarks() {}

    /** @param samples the output of an operator that no sample bypasses */
    public static void add(SingleOutputStreamOperator<?> samples, StateDirectory state, Output output) {
        samples.getSideOutput(NOTHING)
                .global() // never in a chain: that would get its largest parallelism
                .transform(
                        "marks", Types.VOID, new Factory(state.location(), output.inParts() ? output.location() : null))
                .setParallelism(1)
                .setMaxParallelism(1)
                .uid("marks");
    }

    private static final class Factory extends AbstractStreamOperatorFactory<Void>
            implements OneInputStreamOperatorFactory<Void, Void> {

        private static final long serialVersionUID = 1;

        private final String state;
        private final String parts;

        /** @param parts a directory of parts, or null */
        Factory(String state, String parts) {
            this.state = state;
            this.parts = parts;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<Void>> T createStreamOperator(StreamOperatorParameters<Void> parameters) {
            return (T) new Operator(parameters, state, parts);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return Operator.class;
        }
    }

    private static final class Operator extends AbstractStreamOperator<Void>
            implements OneInputStreamOperator<Void, Void>, BoundedOneInput {

        private static final long serialVersionUID = 1;

        private final String state;
        private final String parts;
        private boolean ended;
        private long endedBefore = Long.MAX_VALUE;
        private long marked;

        Operator(StreamOperatorParameters<Void> parameters, String state, String parts) {
            super(parameters);
            this.state = state;
            this.parts = parts;
        }

        @Override
        public void processElement(StreamRecord<Void> nothing) {}

        @Override
        public void endInput() {
            ended = true;
        }

        @Override
        public void snapshotState(StateSnapshotContext context) throws Exception {
            super.snapshotState(context);
            if (ended) {
                endedBefore = Math.min(endedBefore, context.getCheckpointId());
            }
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) throws Exception {
            super.notifyCheckpointComplete(checkpoint);
            if (parts != null) {
                PartFiles.mark(parts, checkpoint, marked);
                marked = checkpoint;
            }
            if (checkpoint >= endedBefore) {
                StateDirectory.of(state).markEnded(checkpoint);
            }
        }
    }
}
