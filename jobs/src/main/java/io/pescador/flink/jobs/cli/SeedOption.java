// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import picocli.CommandLine.Option;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of a run. */
final class SeedOption {

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The seed, a whole number. Without one here or in the plan, one is drawn and printed.")
    private Long seed;

    boolean isGiven() {
        return seed != null;
    }

    /**
     * The flag's seed, else the plan's, else one that is drawn: a short one, which a person can type.
     *
     * @param plan may be null
     */
    long or(Long plan) {
        if (seed != null) {
            return seed;
        }
        return plan != null ? plan : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    }
}
