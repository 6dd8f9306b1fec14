// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;

import java.util.Locale;

/**
 * The hash of a sequence of samples: the sum of a hash of each record's provenance, modulo 2^64. Shard and draw are part of it, so the
 * order counts, though the sum can be made by many, in any order. It says what was drawn, not what was in the files.
 */
@Internal
public final class SequenceHash {

    private SequenceHash() {}

    /** @param marks the leaves of the samples in a batch, or null */
    static long of(Sampled<Sample> sampled, NdArray marks) {
        long hash = Seeds.mix(sampled.shard(), sampled.draw());
        hash = Seeds.mix(hash, sampled.epoch());
        for (int child : sampled.path()) {
            hash = Seeds.mix(hash, child);
        }
        hash = Seeds.mix(hash, sampled.activation());
        hash = Seeds.mix(hash, sampled.offset());
        for (int i = 0; marks != null && i < marks.size(); i++) {
            hash = Seeds.mix(hash, marks.getLong(i));
        }
        return hash;
    }

    /** The hash as people compare it: 16 hexadecimal digits. */
    public static String text(long hash) {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
