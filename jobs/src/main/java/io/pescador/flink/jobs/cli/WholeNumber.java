// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.plan.key.Scalars;

import picocli.CommandLine;

/** Reads whole numbers as plans write them: {@code 5_000_000}, {@code 5M}, {@code 1e6}. */
final class WholeNumber implements CommandLine.ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        Long number = Scalars.whole(text);
        if (number == null) {
            throw new CommandLine.TypeConversionException("\"" + text + "\" is not a whole number");
        }
        return number;
    }
}
