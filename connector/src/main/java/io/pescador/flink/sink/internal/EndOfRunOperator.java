// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Acts once every writer of a sink has come to a true end of its input: an operator of parallelism 1 behind the writers.
 *
 * <p>No writer can know that alone, since it does not know whose shards are still running; and a job that fails or is cancelled ends no
 * input, so it never looks like an end. Writers send their {@link ShardCounts} as what a sink commits; there is nothing to commit.
 */
@Internal
public final class EndOfRunOperator {

    /** What to do at the end. It may happen again after a failure, so it must be repeatable. */
    @FunctionalInterface
    public interface Action extends Serializable {

        /** @param given how many batches each shard gave in all */
        void ended(ShardCounts given) throws Exception;
    }

    private EndOfRunOperator() {}

    /**
     * Lays the operator beside a sink's committer: behind it, the counts would come after the end of the input when the job makes
     * checkpoints.
     *
     * @param counts what the writers send
     * @param shards number of shards of the run
     * @return the same counts
     */
    public static DataStream<CommittableMessage<ShardCounts>> lay(
            DataStream<CommittableMessage<ShardCounts>> counts, int shards, Action action) {
        counts.global()
                .transform("End of run", Types.VOID, new Factory(shards, action))
                .setParallelism(1)
                .setMaxParallelism(1)
                .uid("end-of-run");
        return counts;
    }

    private static final class Factory extends AbstractStreamOperatorFactory<Void>
            implements OneInputStreamOperatorFactory<CommittableMessage<ShardCounts>, Void> {

        private static final long serialVersionUID = 1;

        private final int shards;
        private final Action action;

        Factory(int shards, Action action) {
            this.shards = shards;
            this.action = action;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<Void>> T createStreamOperator(StreamOperatorParameters<Void> parameters) {
            return (T) new Operator(parameters, shards, action);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return Operator.class;
        }
    }

    private static final class Operator extends AbstractStreamOperator<Void>
            implements OneInputStreamOperator<CommittableMessage<ShardCounts>, Void>, BoundedOneInput {

        private static final long serialVersionUID = 1;
        private static final ShardCountsSerializer SERIALIZER = new ShardCountsSerializer();

        private final Action action;
        private final ShardCounts given;
        private transient ListState<byte[]> saved;

        Operator(StreamOperatorParameters<Void> parameters, int shards, Action action) {
            super(parameters);
            this.action = action;
            given = ShardCounts.none(shards, 1);
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            saved = context.getOperatorStateStore()
                    .getListState(
                            new ListStateDescriptor<>("given", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
            for (byte[] bytes : saved.get()) {
                given.merge(read(bytes));
            }
        }

        private static ShardCounts read(byte[] bytes) throws IOException {
            return SimpleVersionedSerialization.readVersionAndDeSerialize(SERIALIZER, bytes);
        }

        @Override
        public void snapshotState(StateSnapshotContext context) throws Exception {
            super.snapshotState(context);
            saved.update(List.of(SimpleVersionedSerialization.writeVersionAndSerialize(SERIALIZER, given)));
        }

        @Override
        public void processElement(StreamRecord<CommittableMessage<ShardCounts>> element) {
            if (element.getValue() instanceof CommittableWithLineage<ShardCounts> counts) {
                given.merge(counts.getCommittable());
            }
        }

        @Override
        public void endInput() throws Exception {
            action.ended(given);
        }
    }
}
