// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.problem;

import org.apache.flink.annotation.PublicEvolving;

/**
 * One mistake, in one line that names the thing, its place, and the way out.
 *
 * @param kind whose mistake it is
 * @param line what to tell the user, place included
 */
@PublicEvolving
public record Problem(Kind kind, String line) {

    /** What has to be changed, in the order in which to change it. */
    public enum Kind {
        /** The plan, or a flag. */
        PLAN,
        /** What the process or the machine lacks, or a network or a store that cannot be reached. */
        MACHINE,
        /** A data file. */
        DATA;

        public static Kind of(Throwable why) {
            return Reasons.isMistake(why) ? PLAN : MACHINE;
        }
    }

    /** A data file that cannot be read. The reason may name it already. */
    public static Problem ofData(String file, Throwable why) {
        String reason = Reasons.of(why);
        boolean named = reason.contains(file.substring(file.lastIndexOf('/') + 1));
        return new Problem(Reasons.isOfProcess(why) ? Kind.MACHINE : Kind.DATA, named ? reason : file + ": " + reason);
    }

    @Override
    public String toString() {
        return line;
    }
}
