// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.Experimental;

/**
 * How much memory a file may make a reader take beyond the file's own size. Only compressed data can ask for that: deflate gives up to 1032
 * bytes for one. Text can too, since an array keeps all of its texts as wide as the widest, with four bytes a character.
 */
@Experimental
public final class Limits {

    /** The most bytes that one row, window, line or whole array read out of compressed data may have: 256 MiB. See {@link #item()}. */
    public static final int INFLATED_ITEM = 256 << 20;

    /** The most bytes that are kept decoded so that rows can be read in any order although the file cannot: 64 MiB a file. */
    public static final int KEPT = 64 << 20;

    /** Memory for data of a size that a file claims is taken at once up to here, and beyond as the data arrives: 1 MiB. */
    public static final int TRUSTED = 1 << 20;

    /** The end of a message about a row of texts that is too large. */
    public static final String HOW_TEXTS_GROW =
            "Texts of an array take four bytes a character, each as many as the longest. Give the process more memory, or leave it out with `fields:`";

    /** Of the heap: decoding a row takes up to three times the row. */
    private static final int SHARE_OF_AN_ITEM = 8;

    /** Of the heap: a file in compressed pages holds one of each column. */
    private static final int SHARE_OF_PAGES = 4;

    private Limits() {}

    /** The most bytes that one row, window or line may take in this process: {@link #INFLATED_ITEM}, or an eighth of the heap if that is less. */
    public static int item() {
        return (int) Math.min(INFLATED_ITEM, Runtime.getRuntime().maxMemory() / SHARE_OF_AN_ITEM);
    }

    /** The most bytes that the decompressed pages of one open file may take in this process: a quarter of the heap. */
    public static long pages() {
        return Runtime.getRuntime().maxMemory() / SHARE_OF_PAGES;
    }
}
