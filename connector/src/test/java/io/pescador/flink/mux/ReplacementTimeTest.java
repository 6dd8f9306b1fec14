// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The replacement time N of a stream: the choices of a slot from its activation to its last sample. With A slots drawn uniformly, N is a sum
 * of R geometric times of mean A, R being the quota: E[N] = rate · A and Var[N] = rate · A · (A − 1) + Var[R] · A² (law of total
 * variance). pescador's document gives the first term only, which holds for constant quotas.
 */
class ReplacementTimeTest {

    private static final int DRAWS = 2_000_000;

    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 8, 10",
        "CONSTANT, 2.5, 3",
        "CONSTANT, 64, 2",
        "POISSON, 8, 10",
        "POISSON, 2.5, 3",
        "POISSON, 64, 2",
        "BINOMIAL, 8, 10",
        "BINOMIAL, 2.5, 3",
        "BINOMIAL, 64, 2",
        "BINOMIAL, 8, 1"
    })
    void hasTheMeanAndVarianceOfTheLaw(Dist dist, double rate, int slots) {
        check(dist, rate, slots, true);
        check(dist, rate, slots, false);
    }

    /**
     * Under the share rule a slot is filled anew with its last sample, so every choice gives a sample. Without weights a used-up slot stays
     * until it is chosen again (pescador's behaviour): such a choice gives no sample, but counts; it shows in that an activation begins.
     */
    private static void check(Dist dist, double rate, int slots, boolean share) {
        Pool<Integer> pool = Pool.of(Counts.endless(1));
        Picker picker = StartedPickers.start(
                Mux.of(
                        share ? pool.weights(1) : pool,
                        StochasticPolicy.of(slots).rate(rate).dist(dist)),
                11);
        long[] seed = new long[slots];
        long[] begin = new long[slots];
        long[] given = new long[slots];
        for (int slot = 0; slot < slots; slot++) {
            seed[slot] = picker.ordinal(slot);
        }
        Moments times = new Moments();
        Moments quotas = new Moments();
        double fourth = 0;
        double mean = rate * slots;
        long choices = 0;
        for (int n = 0; n < DRAWS; n++) {
            int chosen = picker.pick();
            for (int slot = 0; slot < slots; slot++) {
                if (picker.ordinal(slot) != seed[slot]) {
                    seed[slot] = picker.ordinal(slot);
                    given[slot] = 0;
                    // Filled by a choice of its own, before the one that gives this sample; several of them in unknown
                    // order.
                    begin[slot] = ++choices;
                }
            }
            choices++;
            given[chosen]++;
            if (picker.emitted()) {
                double time = choices - begin[chosen];
                if (begin[chosen] > 0) {
                    times.add(time);
                    quotas.add(given[chosen]);
                    fourth += Math.pow(time - mean, 4);
                }
                if (share) {
                    seed[chosen] = picker.ordinal(chosen);
                    given[chosen] = 0;
                    begin[chosen] = choices;
                }
            }
        }
        double variance = rate * slots * (slots - 1.0) + quotas.variance() * slots * slots;
        String what = dist + ", rate " + rate + ", " + slots + " slots, " + (share ? "share" : "no weights");
        // Five standard errors of a mean, and of a variance: √((μ₄ − σ⁴) / n). Times of one run overlap, but those of
        // one slot are
        // independent of those of the others but for the choices that they share, so that the errors are not larger.
        double n = times.count();
        assertThat(times.mean()).as(what).isCloseTo(mean, within(5 * Math.sqrt(variance / n) + 1e-9));
        double error = Math.sqrt(Math.max(0, fourth / n - variance * variance) / n);
        assertThat(times.variance()).as(what).isCloseTo(variance, within(5 * error + 1e-3 * variance + 1e-9));
        double quotaVariance =
                switch (dist) {
                    case CONSTANT -> (rate % 1) * (1 - rate % 1);
                    case POISSON -> rate - 1;
                        // q · (1 − q) · m + q² · (rounding of m at random), q = 1 − 1 / slots
                    case BINOMIAL -> {
                        double q = 1 - 1.0 / slots;
                        double part = q == 0 ? 0 : ((rate - 1) / q) % 1;
                        yield q == 0 ? rate - 1 : (rate - 1) * (1 - q) + q * q * part * (1 - part);
                    }
                };
        // Quotas are about normal: the standard error of their variance is σ² · √(2 / n).
        assertThat(quotas.variance())
                .as("Var[R], " + what)
                .isCloseTo(quotaVariance, within(8 * quotaVariance * Math.sqrt(2 / n) + 1e-9));
    }
}
