// SPDX-License-Identifier: Apache-2.0
/**
 * What was learned about files while they were read, kept for their next opening: where rows begin, how many there are, where decompressing
 * can go on. One cache of a process holds all of it, so that there is one bound to its memory. Streams are activated again and again for a
 * few rows each; without an index each activation of a text or a compressed file would read all rows before its own.
 *
 * <p>Nothing here is state: all of it is found again by reading, and no sample depends on what is kept.
 */
package io.pescador.flink.format.index;
