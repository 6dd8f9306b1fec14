// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws from a Poisson or a binomial distribution by chop-down inversion: both have probabilities with p(k) = p(k − 1) · (a + b / k)
 * (Panjer: "Recursive evaluation of a family of compound distributions", ASTIN Bulletin 12, 1981; inversion as in Kemp &amp; Kemp: "Poisson
 * random variate generation", Applied Statistics 40, 1991).
 *
 * <p>A draw costs O(mean) and one uniform number for each {@value #MOST_MEAN} of the mean; a large one is drawn as a sum of parts, since
 * p(0) would underflow. {@link StrictMath} gives the same numbers on every machine. Immutable.
 */
final class CountSampler {

    /** p(0) of a part is at least exp(−2 · ln 2 · 256) ≈ 1e-154. */
    private static final int MOST_MEAN = 256;

    private final long parts;
    private final CountSampler rest;
    private final double first;
    private final double a;
    private final double b;
    private final long most;
    private final boolean failures;

    private CountSampler(long parts, CountSampler rest, double first, double a, double b, long most, boolean failures) {
        this.parts = parts;
        this.rest = rest;
        this.first = first;
        this.a = a;
        this.b = b;
        this.most = most;
        this.failures = failures;
    }

    /** @param mean ≥ 0 */
    public static CountSampler poisson(double mean) {
        long parts = (long) (mean / MOST_MEAN) + 1;
        double each = mean / parts;
        return new CountSampler(parts, null, StrictMath.exp(-each), 0, each, Long.MAX_VALUE, false);
    }

    /**
     * @param trials ≥ 0
     * @param chance of success, in (0, 1]
     */
    public static CountSampler binomial(long trials, double chance) {
        boolean failures = chance > 0.5;
        double p = failures ? 1 - chance : chance;
        long parts = (long) (trials * p / MOST_MEAN) + 1;
        long each = trials / parts;
        long left = trials - each * parts;
        return new CountSampler(
                parts,
                left == 0 ? null : binomial(left, chance),
                StrictMath.pow(1 - p, each),
                -p / (1 - p),
                (each + 1) * (p / (1 - p)),
                each,
                failures);
    }

    public long draw(UniformRandomProvider random) {
        long sum = rest == null ? 0 : rest.draw(random);
        for (long part = 0; part < parts; part++) {
            long count = chopDown(random.nextDouble());
            sum += failures ? most - count : count;
        }
        return sum;
    }

    private long chopDown(double uniform) {
        double u = uniform;
        double p = first;
        long k = 0;
        // p underflows to 0 only where u is beyond all probability that doubles can add up: then k is as large as it
        // gets.
        while (u >= p && p > 0 && k < most) {
            u -= p;
            k++;
            p *= a + b / k;
        }
        return k;
    }
}
