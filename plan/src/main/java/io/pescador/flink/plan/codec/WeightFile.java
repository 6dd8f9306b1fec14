// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.Scalars;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Weights;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads weights from a file of lines {@code name,weight}. */
@Internal
public final class WeightFile {

    private WeightFile() {}

    /** @return null if they cannot be read, or one is wrong */
    public static List<Weights.Entry> read(
            Weights.InFile rule, SourceLocation asked, PlanPaths paths, Problems problems) {
        String file = paths.resolve(rule.path());
        List<Weights.Entry> entries = new ArrayList<>();
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
                SourceLocation at = new SourceLocation(file, number);
                if (comma < 0
                        || !(weight instanceof Number value)
                        || !(value.doubleValue() >= 0)
                        || Double.isInfinite(value.doubleValue())) {
                    problems.plan(at, "\"" + line + "\" is no weight: a line is name,weight with a number ≥ 0");
                    return null;
                }
                entries.add(new Weights.Entry(line.substring(0, comma).strip(), value.doubleValue(), at));
            }
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (e instanceof FileNotFoundException gone && Reasons.isGone(gone)) {
                problems.plan(asked, "weights are in " + rule.path() + ", but there is no such file");
                return null;
            }
            problems.refused(asked, "the weights in " + rule.path() + " cannot be read", e);
            return null;
        }
        return entries;
    }
}
