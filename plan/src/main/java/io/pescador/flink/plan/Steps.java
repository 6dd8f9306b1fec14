// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.io.Serializable;

/**
 * What a node does to its samples, in this order whatever the order of the keys: map, filter, then passes, cache, limit, batches.
 *
 * @param map name of a class, or null
 * @param filter name of a class, or null
 * @param skips whether leaves that cannot be read are left out instead of failing the job; null: as the node above says
 * @param passes how often the stream is run through: 1, n, or {@link #ENDLESS}
 * @param reshuffle whether each pass has an order of its own
 * @param cache null for none
 * @param maxIter most samples an activation gives, or null
 * @param buffer null for none
 */
public record Steps(
        Named map,
        Named filter,
        Boolean skips,
        long passes,
        boolean reshuffle,
        Cache cache,
        Long maxIter,
        Buffer buffer)
        implements Serializable {

    /** Nothing is done. */
    static final Steps NONE = new Steps(null, null, null, 1, true, null, null, null);

    /** {@code cycle: true}. */
    static final long ENDLESS = Long.MAX_VALUE;

    /** A class by its name. */
    record Named(String className, Place place) implements Serializable {}

    /** Keeps {@code size} samples and gives, with probability {@code 1 - prob}, one of them again. */
    record Cache(int size, double prob, Place place) implements Serializable {}

    /** Batches of {@code size} samples; {@code partial}: a last one may have fewer. */
    record Buffer(int size, boolean partial, Place place) implements Serializable {}
}
