// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A stop is the beginning of the global order, in which a shard that has ended is passed over. */
class AllowancesTest {

    private static final long SEED = 15;

    /** Draws in the global order until there are enough. */
    private static long[] drawn(long most, long[] lengths) {
        long[] drawn = new long[lengths.length];
        long left = most;
        for (boolean any = true; any && left > 0; ) {
            any = false;
            for (int shard = 0; shard < lengths.length && left > 0; shard++) {
                if (drawn[shard] < lengths[shard]) {
                    drawn[shard]++;
                    left--;
                    any = true;
                }
            }
        }
        return drawn;
    }

    private static long[] of(Allowances allowances, int shards) {
        return IntStream.range(0, shards).mapToLong(allowances::of).toArray();
    }

    @Test
    void withoutEndsTheyAreEqualParts() {
        assertThat(of(new Allowances(250, 3), 3)).containsExactly(84, 83, 83);
        assertThat(of(new Allowances(250, 1), 1)).containsExactly(250);
        assertThat(of(new Allowances(2, 3), 3)).containsExactly(1, 1, 0);
        assertThat(of(new Allowances(0, 2), 2)).containsExactly(0, 0);
        assertThat(of(new Allowances(Long.MAX_VALUE, 2), 2)).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(of(new Allowances(Long.MAX_VALUE - 1, 2), 2)).containsExactly((1L << 62) - 1, (1L << 62) - 1);
    }

    @Test
    void whatOneLacksTheOthersGive() {
        Allowances allowances = new Allowances(250, 3);
        assertThat(allowances.ended(1, 10)).isTrue();
        assertThat(of(allowances, 3)).containsExactly(120, 120, 120);
        assertThat(allowances.ended(1, 10)).as("it is known").isFalse();
        allowances.ended(0, 0);
        assertThat(allowances.of(2)).isEqualTo(240);
        assertThat(allowances.known()).isEqualTo(2);
    }

    /**
     * Readers that know only some ends draw as far as they may, and report where shards ended, in any order. They reach what one loop
     * draws, and never go beyond it.
     */
    @Test
    void drawingAsFarAsIsAllowedComesToTheBeginningOfTheGlobalOrder() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3000; round++) {
            int shards = 1 + random.nextInt(6);
            long[] lengths = random.longs(shards, 0, 40).toArray();
            if (round % 3 == 0) {
                lengths[random.nextInt(shards)] = Long.MAX_VALUE;
            }
            long most = random.nextInt(150);
            long[] expected = drawn(most, lengths);
            Allowances[] readers = IntStream.range(0, shards)
                    .mapToObj(shard -> new Allowances(most, shards))
                    .toArray(Allowances[]::new);
            long[] given = new long[shards];
            for (int quiet = 0; quiet < 200; quiet++) {
                int shard = random.nextInt(shards);
                Allowances own = readers[shard];
                long may = Math.min(own.of(shard), lengths[shard]);
                assertThat(may).isBetween(given[shard], expected[shard]);
                if (given[shard] < may) {
                    given[shard] += random.nextLong(may - given[shard] + 1);
                } else if (own.of(shard) > lengths[shard]) {
                    own.ended(shard, lengths[shard]); // the reader finds out
                }
                readers[random.nextInt(shards)].learn(own.ends());
            }
            for (int again = 0; again < 3 * shards; again++) { // until all know all
                for (int shard = 0; shard < shards; shard++) {
                    if (readers[shard].of(shard) > lengths[shard]) {
                        readers[shard].ended(shard, lengths[shard]);
                    }
                    for (Allowances other : readers) {
                        other.learn(readers[shard].ends());
                    }
                    given[shard] = Math.min(readers[shard].of(shard), lengths[shard]);
                }
            }
            assertThat(given)
                    .as("most %d of %s", most, java.util.Arrays.toString(lengths))
                    .isEqualTo(expected);
        }
    }
}
