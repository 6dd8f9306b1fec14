// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.internal;

import org.apache.flink.annotation.Internal;

import java.util.Collection;

/** What somebody may have meant who wrote a name that does not exist. */
@Internal
public final class Guess {

    private Guess() {}

    /**
     * @return {@code  (did you mean "labels"?)}, with a space before; empty if no known name is near
     */
    public static String of(String written, Collection<String> known) {
        String nearest = nearest(written, known);
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    /** The known name that takes the fewest changes, at most a third of its length; null if there is none. */
    public static String nearest(String written, Collection<String> known) {
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

    /** Letters to put in, take out, change or swap with a neighbour (optimal string alignment), of names so short that it costs nothing. */
    private static int distance(String one, String two) {
        int[] before = new int[two.length() + 1];
        int[] above = new int[two.length() + 1];
        int[] row = new int[two.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] oldest = before;
            before = above;
            above = row;
            row = oldest;
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                boolean same = one.charAt(i - 1) == two.charAt(j - 1);
                row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == two.charAt(j - 2)
                        && one.charAt(i - 2) == two.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[row.length - 1];
    }
}
