// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sample with where it came from. Immutable: {@code path} is never written to.
 *
 * @param shard the shard that drew it
 * @param draw its number among the shard's draws, from 0
 * @param epoch the pass through the outermost node that repeats, from 0
 * @param path the numbers of the children from the root of the plan to the leaf
 * @param activation the number of the leaf's activation; those of a shard are numbered from 0 in the order of their first samples
 * @param offset how many items that activation gave before it
 * @param value the sample
 * @param <T> type of the sample
 */
@PublicEvolving
@TypeInfo(SampledTypeInfoFactory.class)
public record Sampled<T>(int shard, long draw, long epoch, int[] path, long activation, long offset, T value) {

    /** The path as plans and messages write it: the numbers joined by {@code /}. */
    public String pathText() {
        return IntStream.of(path).mapToObj(Integer::toString).collect(Collectors.joining("/"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sampled<?> that
                && shard == that.shard
                && draw == that.draw
                && epoch == that.epoch
                && Arrays.equals(path, that.path)
                && activation == that.activation
                && offset == that.offset
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shard, draw, epoch, Arrays.hashCode(path), activation, offset, value);
    }

    @Override
    public String toString() {
        return "shard " + shard + " draw " + draw + " epoch " + epoch + " path " + pathText() + " activation "
                + activation + " offset " + offset + ": " + value;
    }
}
