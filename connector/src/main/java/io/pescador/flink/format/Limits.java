// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.Experimental;

/**
 * How much memory a file may make a reader take beyond the file's own size. Only compressed data can ask for that: deflate gives up to 1032
 * bytes for one.
 */
@Experimental
public final class Limits {

    /** The most bytes that one row, window, line or whole array read out of compressed data may have: 256 MiB. */
    public static final int INFLATED_ITEM = 256 << 20;

    /** The most bytes that are kept decoded so that rows can be read in any order although the file cannot: 64 MiB a file. */
    public static final int KEPT = 64 << 20;

    /** Memory for data of a size that a file claims is taken at once up to here, and beyond as the data arrives: 1 MiB. */
    public static final int TRUSTED = 1 << 20;

    private Limits() {}
}
