// SPDX-License-Identifier: Apache-2.0
/**
 * What a leaf reads: {@code Items} in sequence, or {@code Rows} with numbers. File formats and users implement these interfaces; nothing
 * here knows of seeds, muxes or saved state.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.items.Rows}. This package imports no other of this project.
 */
package io.pescador.flink.streamer.items;
