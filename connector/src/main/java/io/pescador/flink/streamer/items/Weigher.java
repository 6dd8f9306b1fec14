// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/** Estimates the memory that an item takes. Called by several threads at once. */
@FunctionalInterface
@PublicEvolving
public interface Weigher extends Serializable {

    /** About how many bytes of memory {@code item} takes, ≥ 0. */
    long bytes(Object item);
}
