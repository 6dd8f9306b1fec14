// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

/**
 * What a tree of streamers is, in a hash and in words: every node adds its kind, its settings and its children. Two trees that would give
 * other samples should have other signatures; functions look all the same.
 */
@Experimental
public final class Signature {

    /** Beyond, only the hash tells plans apart; the text is for people, and must fit into the state of each shard. */
    private static final int MOST_TEXT = 2000;

    private final StringBuilder text = new StringBuilder();
    private long hash;
    private long leaves;

    /** Adds a leaf, or whatever else has no children. */
    public Signature leaf(String name) {
        leaves++;
        return add(name);
    }

    /** Adds many leaves at once, by words that tell them from any others. */
    public Signature leaves(long count, String words) {
        leaves += count;
        return add(words);
    }

    /** Adds a node's kind or a setting in words. */
    public Signature add(String words) {
        for (int i = 0; i < words.length(); i++) {
            hash = hash * 31 + words.charAt(i);
        }
        hash = Seeds.mix(hash, words.length());
        if (text.length() < MOST_TEXT) {
            text.append(text.length() == 0 ? "" : " ")
                    .append(words, 0, Math.min(words.length(), MOST_TEXT - text.length()));
        }
        return this;
    }

    /** Adds numbers, as a hash in the words. */
    public Signature add(double[] numbers) {
        long sum = numbers.length;
        for (double number : numbers) {
            sum = Seeds.mix(sum, Double.doubleToLongBits(number));
        }
        return add("#" + Long.toHexString(sum));
    }

    public long hash() {
        return hash;
    }

    /** How many leaves there are. */
    public long leaves() {
        return leaves;
    }

    public String text() {
        return text.toString();
    }
}
