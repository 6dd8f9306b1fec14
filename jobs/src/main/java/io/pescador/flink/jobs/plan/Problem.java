// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

/**
 * One mistake, in one line that names the thing, its place and the way out.
 *
 * @param kind whose mistake it is
 * @param line what to tell the user, place included
 */
public record Problem(Kind kind, String line) {

    /** What has to be changed. */
    public enum Kind {
        /** The plan, or a flag. */
        PLAN,
        /** A data file. */
        DATA
    }

    @Override
    public String toString() {
        return line;
    }
}
