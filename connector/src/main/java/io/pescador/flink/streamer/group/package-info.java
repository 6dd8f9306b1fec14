// SPDX-License-Identifier: Apache-2.0
/**
 * Which samples go into a batch together: like lengths, or no two of one key.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.group.Grouping}. This package imports no other of this project.
 */
package io.pescador.flink.streamer.group;
