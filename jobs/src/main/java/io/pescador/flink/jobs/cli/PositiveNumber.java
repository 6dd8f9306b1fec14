// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import picocli.CommandLine;

/** Reads whole numbers that are at least 1. */
final class PositiveNumber implements CommandLine.ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        Long number = new WholeNumber().convert(text);
        if (number < 1) {
            throw new CommandLine.TypeConversionException("\"" + text + "\" is not a whole number ≥ 1");
        }
        return number;
    }
}
