// SPDX-License-Identifier: Apache-2.0
/**
 * Assigns shards to readers, and keeps readers together: how far each may draw, and when all may end.
 *
 * <p>Begin with {@link io.pescador.flink.source.enumerator.ShardEnumerator}. {@code TeamEvent} lists the messages between readers and
 * enumerator; readers also use {@code Allowances}. Nothing here but the splits is state.
 */
package io.pescador.flink.source.enumerator;
