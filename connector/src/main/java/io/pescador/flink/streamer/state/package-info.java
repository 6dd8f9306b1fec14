// SPDX-License-Identifier: Apache-2.0
/**
 * Saved state: its bytes, their checksum, and the errors of what cannot be read back.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.state.StateOut}, which describes the layout. {@code NodeKind} has the codes of all nodes;
 * a code is never reused. {@code Seal} adds and checks the checksum. This package imports no other of this project.
 */
package io.pescador.flink.streamer.state;
