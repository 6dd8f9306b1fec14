// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.split.Fingerprint;
import io.pescador.flink.source.split.PendingShards;
import io.pescador.flink.source.split.PendingShardsSerializer;
import io.pescador.flink.source.split.RefusedStateException;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.source.split.ShardSplitSerializer;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The bytes of splits and of the enumerator's state: what version 1 wrote is read for ever, and what cannot be read is refused in words.
 *
 * <p>With {@code -Dgolden.write} the golden files of the current version are written anew: only ever for a new
 * version.
 */
class StateBytesTest {

    private static final long SEED = 11;
    private static final int SHARDS = 2;
    private static final int DRAWS = 500;

    private static Streamer<Long> plan() {
        return Mux.of(
                Pool.of(Counting.streams(0, 12)).weights(5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1),
                StochasticPolicy.of(4).rate(5));
    }

    private static Fingerprint fingerprint() {
        return Fingerprint.of(SEED, SHARDS, plan().signature());
    }

    private static ShardSplit underWay() throws IOException {
        try (Sampling<Long> sampling = open(null)) {
            for (int i = 0; i < DRAWS; i++) {
                sampling.poll();
            }
            return new ShardSplit(1, fingerprint(), sampling.save());
        }
    }

    private static Sampling<Long> open(byte[] state) throws IOException {
        return Sampling.open(plan().cut(Cut.shard(1, SHARDS)), SEED, 1, state, ReadStrategy.DIRECT, () -> {});
    }

    @Test
    void aSplitOfVersion1IsGoneOnWith() throws IOException {
        byte[] golden = golden("shard-split-v1.bin", new ShardSplitSerializer().serialize(underWay()));
        ShardSplit split = new ShardSplitSerializer().deserialize(1, golden);
        assertThat(split).isEqualTo(underWay());
        List<Long> after = new ArrayList<>();
        try (Sampling<Long> sampling = open(split.state())) {
            for (int i = 0; i < DRAWS; i++) {
                sampling.poll();
                after.add(sampling.sample());
            }
        }
        assertThat(after)
                .isEqualTo(PlainLoop.shard(plan(), SEED, 1, SHARDS, 2 * DRAWS).stream()
                        .skip(DRAWS)
                        .map(Sampled::value)
                        .toList());
    }

    @Test
    void anEnumeratorOfVersion1IsReadBack() throws IOException {
        PendingShards pending = new PendingShards(List.of(ShardSplit.fresh(0, fingerprint()), underWay()));
        byte[] golden = golden("pending-shards-v1.bin", new PendingShardsSerializer().serialize(pending));
        assertThat(new PendingShardsSerializer().deserialize(1, golden)).isEqualTo(pending);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        ShardSplitSerializer serializer = new ShardSplitSerializer();
        for (ShardSplit split : List.of(ShardSplit.fresh(0, fingerprint()), underWay())) {
            assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
                    .isEqualTo(split);
        }
        PendingShardsSerializer pending = new PendingShardsSerializer();
        PendingShards none = new PendingShards(List.of());
        assertThat(pending.deserialize(pending.getVersion(), pending.serialize(none)))
                .isEqualTo(none);
    }

    @Test
    void anUnknownVersionIsRefused() throws IOException {
        byte[] split = new ShardSplitSerializer().serialize(underWay());
        assertThatThrownBy(() -> new ShardSplitSerializer().deserialize(2, split))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the saved state of a shard is of version 2; this program reads version 1: resume with the program that"
                                + " wrote it");
        byte[] pending = new PendingShardsSerializer().serialize(new PendingShards(List.of(underWay())));
        assertThatThrownBy(() -> new PendingShardsSerializer().deserialize(7, pending))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the enumerator is of version 7; this program reads version 1");
    }

    @Test
    void cutOffBytesAreRefusedWhereverTheyEnd() throws IOException {
        byte[] split = new ShardSplitSerializer().serialize(underWay());
        byte[] pending = new PendingShardsSerializer().serialize(new PendingShards(List.of(underWay())));
        for (int length = 0; length < split.length; length += 3) {
            byte[] part = Arrays.copyOf(split, length);
            assertThatThrownBy(() -> new ShardSplitSerializer().deserialize(1, part))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the saved state of");
        }
        for (int length = 0; length < pending.length; length += 3) {
            byte[] part = Arrays.copyOf(pending, length);
            assertThatThrownBy(() -> new PendingShardsSerializer().deserialize(1, part))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the saved state of");
        }
        assertThatThrownBy(() -> new ShardSplitSerializer().deserialize(1, Arrays.copyOf(split, split.length + 2)))
                .isInstanceOf(RefusedStateException.class)
                .hasCauseInstanceOf(DamagedStateException.class)
                .hasMessageStartingWith("the saved state of shard-1 is damaged: its checksum is ");
        assertThatThrownBy(
                        () -> new PendingShardsSerializer().deserialize(1, Arrays.copyOf(pending, pending.length + 2)))
                .isInstanceOf(RefusedStateException.class)
                .hasCauseInstanceOf(DamagedStateException.class)
                .hasMessageStartingWith("the saved state of the enumerator is damaged: its checksum is ");
        byte[] longer = Seal.seal(Arrays.copyOf(Seal.open(split, "split"), split.length));
        assertThatThrownBy(() -> new ShardSplitSerializer().deserialize(1, longer))
                .hasMessage("the saved state of shard-1 is 4 bytes too long");
    }

    @Test
    void whatIsDamagedIsRefused() throws IOException {
        byte[] split = new ShardSplitSerializer().serialize(underWay());
        byte[] pending = new PendingShardsSerializer()
                .serialize(new PendingShards(List.of(ShardSplit.fresh(0, fingerprint()), underWay())));
        for (int bit = 0; bit < 8 * pending.length; bit++) {
            byte[] damaged = flipped(pending, bit);
            assertThatThrownBy(() -> new PendingShardsSerializer().deserialize(1, damaged))
                    .isInstanceOf(RefusedStateException.class)
                    .hasCauseInstanceOf(DamagedStateException.class)
                    .hasMessageStartingWith("the saved state of the enumerator is damaged");
        }
        for (int bit = 0; bit < 8 * split.length; bit++) {
            byte[] damaged = flipped(split, bit);
            assertThatThrownBy(() -> new ShardSplitSerializer().deserialize(1, damaged))
                    .isInstanceOf(RefusedStateException.class)
                    .hasCauseInstanceOf(DamagedStateException.class)
                    .hasMessageMatching("the saved state of (a shard|shard-[0-9]+) is damaged: .*older checkpoint");
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    @Test
    void aNumberOfShardsThatCannotBeIsRefused() {
        byte[] saved = Seal.seal(new byte[] {-1, -1, -1, -1});
        assertThatThrownBy(() -> new PendingShardsSerializer().deserialize(1, saved))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void whatAShardNeedsFitsIntoALetter() throws IOException {
        // 4 slots with shares; RPC carries 10 MiB, and 1 KiB would be much for this.
        assertThat(new ShardSplitSerializer().serialize(underWay())).hasSizeLessThan(1024);
    }

    @Test
    void aLongTreeIsToldApartByItsHash() {
        Fingerprint one = Fingerprint.of(1, 1, wide(4000, "a").signature());
        Fingerprint other = Fingerprint.of(1, 1, wide(4000, "b").signature());
        assertThat(one.tree()).isEqualTo(other.tree());
        assertThatThrownBy(() -> other.check(one)).hasMessageContaining("other streams in the pool, or other weights");
    }

    /** Differs only in its last stream, far behind what is kept in words. */
    private static Streamer<Long> wide(int streams, String last) {
        List<Streamer<Long>> all = new ArrayList<>(Counting.streams(0, streams));
        all.add(last.equals("a") ? Streamer.of(1L) : Streamer.of(1L).cycle());
        return Mux.of(all, StochasticPolicy.of(2).rate(2));
    }

    private static byte[] golden(String name, byte[] current) throws IOException {
        Path file = Path.of("src/test/resources/golden", name);
        if (Boolean.getBoolean("golden.write")) {
            Files.write(file, current);
        }
        byte[] golden = Files.readAllBytes(file);
        // The same program writes the same bytes: what changes them needs a new version.
        assertThat(current).isEqualTo(golden);
        return golden;
    }
}
