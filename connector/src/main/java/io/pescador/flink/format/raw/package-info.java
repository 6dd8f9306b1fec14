// SPDX-License-Identifier: Apache-2.0
/**
 * Files that are nothing but numbers, one behind the other: tokens of a language model, as {@code numpy.ndarray.tofile} and the usual
 * preparations of corpora write them. {@link io.pescador.flink.format.raw.RawRows} reads them in place.
 */
package io.pescador.flink.format.raw;
