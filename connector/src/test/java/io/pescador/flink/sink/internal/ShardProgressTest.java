// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import io.pescador.flink.streamer.state.Seal;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShardProgressTest {

    /** The numbers of shards of given lengths, in the global order. */
    private static List<Long> numbers(List<Integer> lengths) {
        TreeSet<Long> numbers = new TreeSet<>();
        for (int shard = 0; shard < lengths.size(); shard++) {
            for (long round = 0; round < lengths.get(shard); round++) {
                numbers.add(round * lengths.size() + shard);
            }
        }
        return new ArrayList<>(numbers);
    }

    @Property
    void theOnlyWriterTellsEachShardsEndOnceAndNotBeforeItsLastBatch(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 8) Integer> lengths) {
        ShardProgress own = ShardProgress.of(lengths.size(), 1, List.of());
        List<Integer> told = new ArrayList<>();
        long[] given = new long[lengths.size()];
        for (long number : numbers(lengths)) {
            given[(int) (number % lengths.size())]++;
            for (int shard : own.given(number)) {
                assertThat(given[shard]).isEqualTo((long) lengths.get(shard));
                told.add(shard);
            }
            // A trainer in the global order, next after this number, waits for no shard whose end it cannot know.
            for (int shard = 0; shard < lengths.size(); shard++) {
                boolean passed = own.counts().next(shard) < number;
                assertThat(told.contains(shard)).isEqualTo(passed);
            }
        }
        told.addAll(own.rest());
        assertThat(told).doesNotHaveDuplicates().hasSize(lengths.size());
        assertThat(own.counts().total())
                .isEqualTo(lengths.stream().mapToInt(i -> i).sum());
        long stop =
                numbers(lengths).stream().mapToLong(number -> number + 1).max().orElse(0);
        assertThat(own.counts().stop()).isEqualTo(stop);
        for (int shard = 0; shard < lengths.size(); shard++) {
            assertThat(own.endedHere().of(shard)).isPositive();
        }
    }

    @Test
    void oneOfSeveralWritersSpeaksForNoShardThatItHasNotSeen() {
        ShardProgress own = ShardProgress.of(4, 2, List.of());
        assertThat(own.given(1)).isEmpty();
        assertThat(own.given(5)).isEmpty();
        assertThat(own.given(9)).isEmpty();
        assertThat(own.rest()).containsExactly(1);
        assertThat(own.endedHere()).isEqualTo(ShardCounts.of(2, 0, 3, 0, 0));
    }

    @Test
    void afterARestoreAWriterOwnsWhatItOwnedUnlessTheParallelismChanged() {
        ShardCounts saved = ShardCounts.of(2, 3, 0, 7, 0);
        ShardProgress same = ShardProgress.of(4, 2, List.of(saved));
        assertThat(same.given(8 * 4 + 2)).containsExactly(0);
        assertThat(same.rest()).containsExactly(2);
        ShardProgress other = ShardProgress.of(4, 3, List.of(saved));
        assertThat(other.given(8 * 4 + 2)).isEmpty();
        assertThat(other.rest()).containsExactly(2);
        assertThat(other.counts().of(0)).isEqualTo(3);
    }

    @Test
    void aShardThatGoesOnHasNotEnded() {
        ShardProgress own = ShardProgress.of(2, 1, List.of());
        own.given(0);
        assertThat(own.given(4)).containsExactly(1);
        assertThat(own.given(1)).isEmpty();
        assertThat(own.rest()).containsExactly(0, 1);
    }

    @Test
    void countsOfAnotherPlanAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShardCounts.none(2, 1).merge(ShardCounts.none(3, 1)))
                .withMessageContaining("3 shards, this run has 2");
    }

    @Test
    void countsAreSavedInTheDocumentedBytes() throws IOException {
        ShardCountsSerializer serializer = new ShardCountsSerializer();
        ShardCounts counts = ShardCounts.of(3, 5, 258);
        byte[] bytes = serializer.serialize(counts);
        assertThat(HexFormat.of().formatHex(Seal.open(bytes, "counts")))
                .isEqualTo("000000030000000200000000000000050000000000000102");
        assertThat(serializer.deserialize(1, bytes)).isEqualTo(counts);
        assertThatThrownBy(() -> serializer.deserialize(2, bytes)).hasMessageContaining("newer program");
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);
        assertThatThrownBy(() -> serializer.deserialize(1, cut)).hasMessageContaining("damaged");
        byte[] tooShort = Seal.seal(new byte[9]);
        assertThatThrownBy(() -> serializer.deserialize(1, tooShort)).hasMessageContaining("for 0 shards");
        bytes[15] ^= 1; // a plausible count
        assertThatThrownBy(() -> serializer.deserialize(1, bytes)).hasMessageContaining("damaged");
    }
}
