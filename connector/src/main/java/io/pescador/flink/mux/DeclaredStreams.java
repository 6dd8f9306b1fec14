// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

/** A fixed pool without streamers. */
record DeclaredStreams(int size, double[] weights) implements FixedPool {}
