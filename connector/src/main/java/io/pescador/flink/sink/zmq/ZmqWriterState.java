// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleSerializer;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardCountsSerializer;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link ZmqSink}'s writer saves.
 *
 * @param counts how far each shard has got
 * @param last the last batches of each shard, in order within a shard: those that may not have left the process
 */
@Internal
public record ZmqWriterState(ShardCounts counts, List<Batch> last) {

    /** A batch and its number in the global order. */
    public record Batch(long number, Sample sample) {}

    /**
     * Layout of version 1: version, length and bytes of the counts (4, 4, …), the number of batches (4), then number (8) and sample of each;
     * {@link Seal sealed}.
     */
    static final class Serializer implements SimpleVersionedSerializer<ZmqWriterState> {

        private static final int VERSION = 1;
        private static final ShardCountsSerializer COUNTS = new ShardCountsSerializer();

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(ZmqWriterState state) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(1024);
            byte[] counts = COUNTS.serialize(state.counts);
            out.writeInt(COUNTS.getVersion());
            out.writeInt(counts.length);
            out.write(counts);
            out.writeInt(state.last.size());
            for (Batch batch : state.last) {
                out.writeLong(batch.number);
                SampleSerializer.INSTANCE.serialize(batch.sample, out);
            }
            return Seal.seal(out.getCopyOfBuffer());
        }

        @Override
        public ZmqWriterState deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("state of a ZeroMQ sink of version " + version
                        + " was saved by a newer program; this one reads " + VERSION);
            }
            DataInputDeserializer in =
                    new DataInputDeserializer(Seal.open(serialized, "the saved state of a ZeroMQ sink"));
            int countsVersion = in.readInt();
            int length = in.readInt();
            byte[] counts = new byte[length];
            in.readFully(counts);
            int batches = in.readInt();
            List<Batch> last = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                last.add(new Batch(in.readLong(), SampleSerializer.INSTANCE.deserialize(in)));
            }
            return new ZmqWriterState(COUNTS.deserialize(countsVersion, counts), last);
        }
    }
}
