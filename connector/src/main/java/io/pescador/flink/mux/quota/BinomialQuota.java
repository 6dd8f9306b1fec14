// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import io.pescador.flink.mux.structure.Arguments;

import org.apache.commons.rng.UniformRandomProvider;

import java.util.Arrays;

/**
 * 1 + Binomial(m, 1 − p) samples, m = (rate − 1) / (1 − p), p being the chance of drawing the slot: variance about {@code (rate − 1) · p},
 * A times less than a Poisson quota's with A slots drawn uniformly.
 *
 * <p>With {@code A} slots drawn uniformly, a stream leaves after {@code rate · A} draws of the mux on average, with variance
 * {@code rate · A · (A − 1) + Var[R] · A²} (law of total variance; pescador's document gives the first term only).
 *
 * <p>A draw costs O(rate), hence O(1) for each sample. Used by one thread: what was computed for the last chance is kept, since most muxes
 * have but one.
 */
final class BinomialQuota implements Quota {

    /** Above this chance of being drawn the binomial has degenerated; Poisson is its limit. */
    private static final double ALMOST_CERTAIN = 0.9999;

    private final double rate;
    private final Quota limit;
    private double lastChance = Double.NaN;
    private double trials;

    /** For the last chance, of one trial less than the whole part of {@link #trials}, of as many and of one more; null where none was needed yet. */
    private final CountSampler[] samplers = new CountSampler[3];

    private BinomialQuota(double rate) {
        this.rate = rate;
        limit = PoissonQuota.of(rate);
    }

    public static BinomialQuota of(double rate) {
        return new BinomialQuota(Arguments.rate(rate));
    }

    @Override
    public long draw(double chance, UniformRandomProvider random) {
        if (chance > ALMOST_CERTAIN) {
            return limit.draw(chance, random);
        }
        prepare(chance);
        // The number of trials is rarely whole. Rounding it at random keeps the mean; truncating it would lose up to 17
        // %.
        return 1
                + sampler(StochasticRounding.atRandom(trials, random) - (long) trials)
                        .draw(random);
    }

    /** By size, Binomial(m) is 1 + Binomial(m − 1), of a number of trials that is itself drawn by size. */
    @Override
    public long drawBySize(double chance, UniformRandomProvider random) {
        if (chance > ALMOST_CERTAIN) {
            return limit.drawBySize(chance, random);
        }
        prepare(chance);
        if (random.nextDouble() * rate < 1) {
            return draw(chance, random);
        }
        long below = (long) trials;
        boolean above = random.nextDouble() * trials < (below + 1) * (trials - below);
        return 2 + sampler(above ? 0 : -1).draw(random);
    }

    private void prepare(double chance) {
        if (chance != lastChance) {
            lastChance = chance;
            trials = (rate - 1) / (1 - chance);
            Arrays.fill(samplers, null);
        }
    }

    /** @param more than the whole part of the trials: −1, 0 or 1 */
    private CountSampler sampler(long more) {
        int i = (int) more + 1;
        if (samplers[i] == null) {
            samplers[i] = CountSampler.binomial(Math.max((long) trials + more, 0), 1 - lastChance);
        }
        return samplers[i];
    }
}
