// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Formats;
import io.pescador.flink.plan.key.Scalars;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A first plan for files that are there, with comments that say what was found and what to think about. */
@Internal
public final class PlanDraft {

    private static final int OPEN = 32;
    private static final int BATCH = 64;

    private PlanDraft() {}

    /**
     * @param pattern of the files
     * @return a plan
     * @throws PlanException if nothing matches, the format is not known, or the first file cannot be read
     */
    public static String of(String pattern) throws PlanException {
        FileFormat format = Formats.ofPath(pattern)
                .orElseThrow(() -> PlanException.of(pattern + ": the ending says what files hold, and it is none of "
                        + String.join(", ", Formats.usualEndings()) + ": write it into the pattern, as in data/*.npz"));
        FilePattern paths;
        List<MatchedFile> files;
        try {
            paths = FilePattern.of(pattern);
            files = paths.list();
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (Reasons.isRefusal(e)) {
                throw PlanException.of(e.getMessage());
            }
            throw PlanException.of(pattern + " cannot be searched: " + Reasons.of(e), e);
        }
        return text(pattern, format, files, paths.captures(), first(format, files.get(0)));
    }

    private static Sample first(FileFormat format, MatchedFile file) throws PlanException {
        try (RowReader<Sample> reader =
                format.rows(file.path(), FormatSpec.EVERYTHING).open()) {
            return reader.read(0);
        } catch (IOException | RuntimeException | Error e) {
            throw PlanException.ofData(file.path(), e);
        }
    }

    private static String text(
            String pattern, FileFormat format, List<MatchedFile> files, List<String> captures, Sample first) {
        String capture = captures.isEmpty() ? null : captures.get(0);
        Set<String> values = new LinkedHashSet<>();
        if (capture != null) {
            files.forEach(file -> values.add(file.captures().get(capture)));
        }
        boolean classes = values.size() > 1 && values.size() < files.size();
        List<String> lines = new ArrayList<>();
        long bytes = files.stream().mapToLong(MatchedFile::size).sum();
        lines.add("# " + files.size() + (files.size() == 1 ? " file" : " files") + ", " + size(bytes) + ": " + pattern);
        if (capture != null) {
            lines.add("# {" + capture + "} is " + values.size() + " different values: " + some(values));
        }
        lines.add("# try it: pescador check, then pescador sample --output jsonl:- --max-iter 1");
        lines.add("seed: 42                  # the same seed gives the same samples");
        lines.add("shards: 1                 # how many readers can share the work at most");
        if (classes) {
            lines.add("mux: shuffled             # draws a " + capture + ", then a file of it");
            lines.add("each: " + pad(capture, 20)
                    + "# a stream for each; `weights: {name: number}` for other shares than equal ones");
            lines.add("of:");
            mux(lines, "  ", Math.max(1, files.size() / values.size()), values.size());
            lines.add("  of:");
            leaf(lines, "    ", pattern, format, captures, first);
        } else if (files.size() > 1) {
            mux(lines, "", files.size(), 1);
            lines.add("weights: {\"*\": 1}         # equal shares; or {per: rows}, or {name: number, …}");
            lines.add("of:");
            leaf(lines, "  ", pattern, format, captures, first);
        } else {
            leaf(lines, "", pattern, format, captures, first);
        }
        lines.add(
                "buffer: {size: " + pad(BATCH + "}", 11) + "# samples of a batch; without it, samples come one by one");
        lines.add("stop: {batches: " + pad("1_000}", 10) + "# or samples, or nothing at all");
        return String.join("\n", lines) + "\n";
    }

    private static void mux(List<String> lines, String indent, int files, int muxes) {
        int open = Math.max(1, Math.min(files, OPEN / Math.min(muxes, OPEN)));
        lines.add(indent + pad("mux: stochastic", 26 - indent.length())
                + "# a few files are open at a time, and give way to others");
        lines.add(indent + pad("n_active: " + open, 26 - indent.length())
                + "# how many; more mix better and hold more files open");
        lines.add(indent + pad("rate: 16", 26 - indent.length())
                + "# samples that a file gives, on average, before it gives way");
    }

    private static void leaf(
            List<String> lines, String indent, String pattern, FileFormat format, List<String> captures, Sample first) {
        lines.add(indent + format.name() + ": \"" + pattern + "\"");
        if (first == null) {
            lines.add(indent + "# the first file has no rows");
            return;
        }
        if (!format.features().contains(FileFormat.Feature.NAMES)) {
            lines.add(indent + "fields: [X]             # what the array is called: " + shape(first.get(0)));
            return;
        }
        lines.add(indent + "fields:");
        for (int i = 0; i < first.size(); i++) {
            String name = quoted(first.names().get(i));
            lines.add(indent + "  " + pad(name + ": " + name, 24 - indent.length()) + "# " + shape(first.get(i)));
        }
        for (String capture : captures) {
            if (!first.has(capture)) {
                lines.add(indent + "  " + pad(capture + ": \"{" + capture + "}\"", 24 - indent.length())
                        + "# what the path says");
            }
        }
    }

    private static String shape(NdArray array) {
        return array.dtype().numpyName()
                + (array.rank() == 0
                        ? ""
                        : " " + Arrays.toString(array.shape()).replace('[', '(').replace(']', ')'));
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") && Scalars.read(name) instanceof String
                ? name
                : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String some(Set<String> values) {
        List<String> first = values.stream().limit(5).toList();
        return String.join(", ", first) + (values.size() > first.size() ? ", …" : "");
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? (bytes + 999) / 1000 + " kB"
                : bytes < 1_000_000_000
                        ? bytes / 1_000_000 + " MB"
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }
}
