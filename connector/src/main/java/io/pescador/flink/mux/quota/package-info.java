// SPDX-License-Identifier: Apache-2.0
/**
 * How many samples an activation may give: {@code Dist} names a distribution, a {@code Quota} draws from it. {@code StrictMath} throughout,
 * so that every machine draws the same.
 *
 * <p>Begin with {@code BinomialQuota}, the default; {@code CountSampler} has the inversion behind it.
 */
package io.pescador.flink.mux.quota;
