// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import java.util.Collection;

/** What somebody may have meant who wrote a name that does not exist. */
final class Guess {

    private Guess() {}

    /**
     * @return {@code  (did you mean "labels"?)}, with a space before; empty if no known name is near
     */
    static String of(String written, Collection<String> known) {
        String nearest = nearest(written, known);
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    /** The known name that takes the fewest changes, at most a third of its length; null if there is none. */
    static String nearest(String written, Collection<String> known) {
        String nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (String name : known) {
            int most = Math.max(1, Math.max(name.length(), written.length()) / 3);
            int changes = name.equalsIgnoreCase(written) ? 0 : distance(written, name);
            if (changes <= most && changes < fewest) {
                nearest = name;
                fewest = changes;
            }
        }
        return nearest;
    }

    /** Letters to put in, take out or change (Levenshtein), of names so long that it matters none. */
    private static int distance(String one, String two) {
        int[] row = new int[two.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[row.length - 1];
    }
}
