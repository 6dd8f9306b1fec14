// SPDX-License-Identifier: Apache-2.0
/**
 * Small helpers that rooms of all modules share. Each has one purpose, and none knows another room.
 *
 * <p>Internal. A class belongs here only if two rooms need it that must not know each other.
 */
package io.pescador.flink.internal;
