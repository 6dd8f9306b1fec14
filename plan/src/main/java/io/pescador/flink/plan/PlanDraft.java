// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A first plan for files that are there, with comments that say what was found and what to think about. */
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
        LeafKind kind = kind(pattern);
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
        Sample first = first(kind, files.get(0));
        return text(pattern, kind, files, paths.captures(), first);
    }

    private static LeafKind kind(String pattern) throws PlanException {
        String name = pattern.toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst)$", "");
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "npz" -> LeafKind.NPZ;
            case "npy" -> LeafKind.NPY;
            case "csv" -> LeafKind.CSV;
            case "jsonl", "ndjson" -> LeafKind.JSONL;
            case "txt" -> LeafKind.TEXT;
            case "parquet" -> LeafKind.PARQUET;
            default -> throw PlanException.of(pattern
                    + ": the ending says what files hold, and it is none of npz, npy, csv, jsonl, txt, parquet: write it into the"
                    + " pattern, as in data/*.npz");
        };
    }

    private static Sample first(LeafKind kind, MatchedFile file) throws PlanException {
        Place here = new Place(file.path(), 1);
        LeafNode node = new LeafNode(
                here,
                null,
                kind,
                file.path(),
                here,
                null,
                null,
                here,
                LeafNode.Cells.PLAIN,
                null,
                null,
                here,
                null,
                Steps.NONE);
        Stream.Leaf leaf = new Stream.Leaf(node, file.path(), file, Steps.NONE);
        try (RowReader<Sample> reader = FileRows.of(leaf).open()) {
            return reader.read(0);
        } catch (IOException | RuntimeException | Error e) {
            throw PlanException.ofData(file.path(), e);
        }
    }

    private static String text(
            String pattern, LeafKind kind, List<MatchedFile> files, List<String> captures, Sample first) {
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
            leaf(lines, "    ", pattern, kind, captures, first);
        } else if (files.size() > 1) {
            mux(lines, "", files.size(), 1);
            lines.add("weights: {\"*\": 1}         # equal shares; or {per: rows}, or {name: number, …}");
            lines.add("of:");
            leaf(lines, "  ", pattern, kind, captures, first);
        } else {
            leaf(lines, "", pattern, kind, captures, first);
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
            List<String> lines, String indent, String pattern, LeafKind kind, List<String> captures, Sample first) {
        lines.add(indent + kind.word() + ": \"" + pattern + "\"");
        if (first == null) {
            lines.add(indent + "# the first file has no rows");
            return;
        }
        if (kind == LeafKind.NPY || kind == LeafKind.TEXT) {
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
