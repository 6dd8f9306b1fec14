// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Gives each batch three more arrays, for trainers that want to know where it comes from: {@code _shard}, {@code _batch} and
 * {@code _epoch}, each a single int64. {@code _batch} is the number in the global order, so a reader of a socket can tell what it has had.
 *
 * <pre>{@code
 * env.fromSource(builder.buildWithProvenance(), …).map(ProvenanceArrays.of(shards)).sinkTo(sink)
 * }</pre>
 */
@PublicEvolving
public final class ProvenanceArrays implements MapFunction<Sampled<Sample>, Sample> {

    /** Name of the array with the number of the shard, wherever provenance becomes arrays or columns. */
    public static final String SHARD = "_shard";

    /** Name of the array with the number of the epoch. */
    public static final String EPOCH = "_epoch";

    private static final String BATCH = "_batch";

    private static final long serialVersionUID = 1;

    private final int shards;

    private ProvenanceArrays(int shards) {
        this.shards = shards;
    }

    /** @param shards the source's number of shards, ≥ 1 */
    public static ProvenanceArrays of(int shards) {
        if (shards < 1) {
            throw new IllegalArgumentException("shards is " + shards + ": a run has at least one shard");
        }
        return new ProvenanceArrays(shards);
    }

    @Override
    public Sample map(Sampled<Sample> sampled) {
        return sampled.value()
                .with(SHARD, NdArray.scalar((long) sampled.shard()))
                .with(BATCH, NdArray.scalar(sampled.draw() * shards + sampled.shard()))
                .with(EPOCH, NdArray.scalar(sampled.epoch()));
    }
}
