// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.io.Serializable;

/**
 * What becomes of a record that cannot be read although those after it can: a broken line, a cell of another type. Which records are left
 * out follows from the file alone, so that a replay and a resumed run leave out the same. Immutable.
 *
 * @param rule whether they are left out
 * @param atMost how many may be left out of a file; the next one is a failure of the file
 * @param quarantine a local file that names each once, as a line of JSON; empty for none
 */
@Experimental
public record BadRecords(Rule rule, long atMost, String quarantine) implements Serializable {

    /** Whether records that cannot be read are left out. */
    public enum Rule {
        FAIL,
        SKIP
    }

    /** How many are left out of a file where it is not said. */
    public static final long AT_MOST = 100;

    /** The first record that cannot be read is a failure of its file. */
    public static final BadRecords REFUSED = new BadRecords(Rule.FAIL, 0, "");

    /** @param atMost how many of a file, ≥ 1 */
    public static BadRecords skipped(long atMost, String quarantine) {
        return new BadRecords(Rule.SKIP, atMost, quarantine);
    }

    /** Whether records may be left out, so that their number is known only at the end. */
    public boolean skips() {
        return rule == Rule.SKIP;
    }

    /**
     * Leaves a record out.
     *
     * @param reason names file and place
     * @throws FormatException the reason itself, if records are not left out or it is about the whole file; another if there were too many
     */
    public void leaveOut(FormatException reason) throws IOException {
        if (!skips() || reason.place().isEmpty()) {
            throw reason;
        }
        if (Quarantine.add(reason, quarantine) > atMost) {
            throw FormatException.at(
                            reason.file(),
                            reason.place(),
                            reason.reason() + ". More than " + atMost
                                    + " records of this file cannot be read: `at_most` says how many may be left out")
                    .causedBy(reason);
        }
    }
}
