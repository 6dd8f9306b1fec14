// SPDX-License-Identifier: Apache-2.0
/**
 * Reading ahead: leaves are read by threads of their own, within a budget of bytes and a limit of open readers. Timing never changes the
 * order of samples.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.ahead.ReadAhead}, the only class that others use. Only the source creates it; leaves see
 * the interfaces of {@code streamer.spi}.
 */
package io.pescador.flink.streamer.ahead;
