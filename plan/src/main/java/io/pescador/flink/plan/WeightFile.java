// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.apache.flink.core.fs.Path;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads weights from a file of lines {@code name,weight}. */
final class WeightFile {

    private WeightFile() {}

    /** @return null if they cannot be read, or one is wrong */
    static List<WeightRule.Entry> read(WeightRule.InFile rule, PlanPaths paths, Problems problems) {
        String file = paths.resolve(rule.path());
        List<WeightRule.Entry> entries = new ArrayList<>();
        Path path = new Path(file);
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(path.getFileSystem().open(path), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                int comma = line.lastIndexOf(',');
                if (line.isBlank() || line.startsWith("#") || number == 1 && line.equals("name,weight")) {
                    continue;
                }
                Object weight = Scalars.read(line.substring(comma + 1).strip());
                Place place = new Place(file, number);
                if (comma < 0
                        || !(weight instanceof Number value)
                        || !(value.doubleValue() >= 0)
                        || Double.isInfinite(value.doubleValue())) {
                    problems.plan(place, "\"" + line + "\" is no weight: a line is name,weight with a number ≥ 0");
                    return null;
                }
                entries.add(new WeightRule.Entry(line.substring(0, comma).strip(), value.doubleValue(), place));
            }
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (e instanceof FileNotFoundException gone && Reasons.isGone(gone)) {
                problems.plan(rule.place(), "weights are in " + rule.path() + ", but there is no such file");
                return null;
            }
            problems.refused(rule.place(), "the weights in " + rule.path() + " cannot be read", e);
            return null;
        }
        return entries;
    }
}
