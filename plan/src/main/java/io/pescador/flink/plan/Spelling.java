// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.Collection;

/** Guesses what somebody meant to write. */
final class Spelling {

    private Spelling() {}

    /**
     * @return {@code ": did you mean "x"?"} for the known word that is nearest to {@code word}; without one near, the list of those known
     */
    static String hint(String word, Collection<String> known) {
        String guess = nearest(word, known);
        return guess != null ? ": did you mean \"" + guess + "\"?" : ": there are " + String.join(", ", known);
    }

    /** The known word at the least edit distance, or null if all differ in more than a third of their letters (one at least). */
    static String nearest(String word, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(), candidate.toLowerCase());
            if (distance < least && distance <= Math.max(1, Math.max(word.length(), candidate.length()) / 3)) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** How many letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(last[j], row[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = last;
            last = row;
        }
        return last[b.length()];
    }
}
