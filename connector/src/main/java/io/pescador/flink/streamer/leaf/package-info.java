// SPDX-License-Identifier: Apache-2.0
/**
 * Activations of leaves. A leaf calls {@link io.pescador.flink.streamer.leaf.Leaves}, which chooses by the shard's {@code ReadStrategy}:
 * {@code DirectLeaf} and {@code PassLeaf} read in the drawing thread, {@code AsyncLeaf} takes items from a feed, and
 * {@code MemoryLeaf} has them. All save the same bytes, so a run may resume under another strategy.
 *
 * <p>Begin with {@code DirectLeaf}. Nothing here opens a file: a {@code LeafSource} does.
 */
package io.pescador.flink.streamer.leaf;
