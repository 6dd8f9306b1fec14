// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

/**
 * Prints which mixtures at random come closest to their bound, or exceed it.
 *
 * <p>Arguments: number of mixtures (3000), draws of each (20 000), number of the first (1).
 */
public final class RandomMixtures {

    private RandomMixtures() {}

    public static void main(String[] args) {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 3000;
        int draws = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        double worst = 0;
        int over = 0;
        int tried = 0;
        for (long number = args.length > 2 ? Long.parseLong(args[2]) : 1; number <= count; number++) {
            RandomMixture mixture = RandomMixture.of(number);
            if (mixture.hasWideQuotas()) {
                continue;
            }
            tried++;
            double off = mixture.worst(3, draws);
            over += off > 1 ? 1 : 0;
            if (off > .9 || off > worst) {
                System.out.printf("%.2f of the bound: %s%n", off, mixture);
            }
            worst = Math.max(worst, off);
        }
        System.out.printf(
                "%d mixtures, %d draws each: %d over the bound, %.2f of it at worst%n", tried, draws, over, worst);
    }
}
