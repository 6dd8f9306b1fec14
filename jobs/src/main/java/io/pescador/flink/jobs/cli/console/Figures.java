// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

import java.util.Locale;

/** How numbers are written for people. */
@Internal
public final class Figures {

    private Figures() {}

    /** 12 345 678 as {@code 12,345,678}. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** 950 as {@code 950}, 12 345 678 as {@code 12.3M}: where there is little room. */
    public static String brief(double number) {
        String[] units = {"k", "M", "G", "T"};
        double value = number;
        int unit = -1;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit < 0
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, value < 99.95 ? "%.1f%s" : "%.0f%s", value, units[unit]);
    }

    /** 16 and not 16.0. */
    public static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** {@code 1 sample}, {@code 2,000 samples}. */
    public static String count(long number, String what) {
        String plural = what.endsWith("ch") ? what + "es" : what + "s";
        return number(number) + " " + (number == 1 ? what : plural);
    }

    /** {@code 512 B}, {@code 32.0 MiB}. */
    public static String bytes(long bytes) {
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit < 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** A share of 1 with four places; a dash where none is promised. */
    public static String share(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.4f", share);
    }
}
