// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * What the sinks for trainers have in common: batches go out as they come and nothing is committed; what writers pass on instead is how
 * many batches each shard gave, for {@link EndOfRunOperator}.
 *
 * @param <S> what a writer saves
 */
@Internal
public abstract class TrainerSink<S>
        implements Sink<Sample>,
                SupportsWriterState<Sample, S>,
                SupportsCommitter<ShardCounts>,
                SupportsPreCommitTopology<ShardCounts, ShardCounts> {

    private static final long serialVersionUID = 1;

    private final int shards;

    /** @param shards of the run, ≥ 1 */
    protected TrainerSink(int shards) {
        this.shards = shards;
    }

    /** The number of shards of the run. */
    protected final int shards() {
        return shards;
    }

    /** What happens once all shards have ended. It travels with the job. */
    protected abstract EndOfRunOperator.Action atTheEnd();

    @Override
    public final StatefulSinkWriter<Sample, S> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public final Committer<ShardCounts> createCommitter(CommitterInitContext context) {
        return new NothingToCommit();
    }

    @Override
    public final SimpleVersionedSerializer<ShardCounts> getWriteResultSerializer() {
        return new ShardCountsSerializer();
    }

    @Override
    public final SimpleVersionedSerializer<ShardCounts> getCommittableSerializer() {
        return new ShardCountsSerializer();
    }

    @Override
    public final DataStream<CommittableMessage<ShardCounts>> addPreCommitTopology(
            DataStream<CommittableMessage<ShardCounts>> counts) {
        return EndOfRunOperator.lay(counts, shards, atTheEnd());
    }

    private static final class NothingToCommit implements Committer<ShardCounts> {

        @Override
        public void commit(Collection<CommitRequest<ShardCounts>> requests) {}

        @Override
        public void close() {}
    }
}
