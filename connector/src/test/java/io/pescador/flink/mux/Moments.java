// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

/** Mean and variance of numbers added one by one (Welford, Technometrics 4, 1962); 0 of none. */
final class Moments {

    private long n;
    private double mean;
    private double squares;

    void add(double x) {
        n++;
        double off = x - mean;
        mean += off / n;
        squares += off * (x - mean);
    }

    long count() {
        return n;
    }

    double mean() {
        return mean;
    }

    /** Of these numbers themselves. */
    double variance() {
        return n == 0 ? 0 : squares / n;
    }

    /** Estimate for the distribution that they were drawn from. */
    double sampleVariance() {
        return n < 2 ? 0 : squares / (n - 1);
    }
}
