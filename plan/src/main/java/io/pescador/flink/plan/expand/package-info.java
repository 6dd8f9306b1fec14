// SPDX-License-Identifier: Apache-2.0
/**
 * From a plan as it is written to every stream by itself: {@link io.pescador.flink.plan.expand.Expansion} lists the files that patterns
 * match, names the streams and settles their weights. It maps a tree of specs to another one.
 *
 * <p>Begin with {@code Expansion}. Files are listed here, and opened only to count rows.
 */
package io.pescador.flink.plan.expand;
