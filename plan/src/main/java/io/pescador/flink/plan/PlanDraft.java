// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.Formats;
import io.pescador.flink.plan.codec.Codecs;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanText;
import io.pescador.flink.plan.key.Scalars;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A first plan for files that are there, with comments that say what was found and what to think about. */
@Internal
public final class PlanDraft {

    private static final int OPEN = 32;
    private static final int BATCH = 64;

    private PlanDraft() {}

    /**
     * @param asked a pattern of files, or a folder that has some
     * @return a plan that can be run from the working directory
     * @throws PlanException if nothing matches, the format is not known, or the files cannot be read
     */
    public static String of(String asked) throws PlanException {
        String pattern = asked;
        FilePattern paths;
        List<MatchedFile> files;
        try {
            if (isFolder(asked)) {
                pattern = inFolder(asked.replaceAll("(?<=.)/+$", ""));
            }
            paths = FilePattern.of(pattern);
            files = paths.list();
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (Reasons.isRefusal(e)) {
                throw PlanException.of(e.getMessage());
            }
            throw PlanException.of(asked + " cannot be searched: " + Reasons.of(e), e);
        }
        FileFormat format = format(pattern, files);
        String plan = text(pattern, format, files, paths.captures(), Survey.of(format, files));
        check(plan);
        return plan;
    }

    private static boolean isFolder(String path) throws IOException {
        Path folder = new Path(path);
        try {
            return folder.getFileSystem().getFileStatus(folder).isDir();
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    /** The files of a folder, or of the folders in it, which are classes then: those whose ending most of them have. */
    private static String inFolder(String folder) throws IOException, PlanException {
        for (String place : List.of("/", "/{class}/", "/{class}/**/")) {
            List<MatchedFile> files;
            try {
                files = FilePattern.of(folder + place + "*").list();
            } catch (FileNotFoundException e) {
                continue;
            }
            Map<String, Long> endings = new TreeMap<>();
            files.forEach(file -> ending(file.path()).ifPresent(ending -> endings.merge(ending, 1L, Long::sum)));
            Optional<Map.Entry<String, Long>> most = endings.entrySet().stream().max(Map.Entry.comparingByValue());
            if (most.isPresent()) {
                return folder + place + "*." + most.get().getKey();
            }
        }
        throw PlanException.of(folder + ": neither the folder nor those in it have files that end in "
                + String.join(", ", Formats.usualEndings()) + ": give a pattern, as in data/*.npz");
    }

    /** The ending that a format claims. */
    private static Optional<String> ending(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return Formats.ofPath(path)
                .flatMap(format -> format.endings().stream()
                        .filter(ending -> name.endsWith("." + ending))
                        .max(Comparator.comparingInt(String::length)))
                .map(ending -> path.substring(path.length() - ending.length()));
    }

    /** That of the pattern's ending, or the one that all files have. */
    private static FileFormat format(String pattern, List<MatchedFile> files) throws PlanException {
        Optional<FileFormat> written = Formats.ofPath(pattern);
        if (written.isPresent()) {
            return written.get();
        }
        FileFormat common = null;
        for (MatchedFile file : files) {
            FileFormat format = Formats.ofPath(file.path()).orElse(null);
            if (format == null || common != null && !format.equals(common)) {
                throw PlanException.of(
                        pattern + ": the ending says what files hold, and that of " + file.path() + " is "
                                + (format == null
                                        ? "none of " + String.join(", ", Formats.usualEndings())
                                        : "another than that of " + files.get(0).path())
                                + ": write it into the pattern, as in data/*.npz");
            }
            common = format;
        }
        return common;
    }

    /** A draft that is refused would be no help. */
    private static void check(String text) throws PlanException {
        Problems problems = new Problems();
        Mapping plan = PlanText.read("the plan for them", text, Map.of(), problems);
        if (plan == null) {
            PlanException.raise(problems);
        }
        SamplePlan.of("the plan for them", plan, Codecs.find(), problems);
    }

    private static String text(
            String pattern, FileFormat format, List<MatchedFile> files, List<String> captures, Survey survey) {
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
            leaf(lines, "    ", pattern, format, captures, survey);
        } else if (files.size() > 1) {
            mux(lines, "", files.size(), 1);
            lines.add("weights: {\"*\": 1}         # equal shares; or {per: rows}, or {name: number, …}");
            lines.add("of:");
            leaf(lines, "  ", pattern, format, captures, survey);
        } else {
            leaf(lines, "", pattern, format, captures, survey);
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
            List<String> lines,
            String indent,
            String pattern,
            FileFormat format,
            List<String> captures,
            Survey survey) {
        lines.add(indent + format.name() + ": \"" + pattern + "\"");
        if (survey.separator() != null) {
            lines.add(indent + "separator: "
                    + (survey.separator() == '\t' ? "\"\\t\"" : "\"" + survey.separator() + "\""));
        }
        if (survey.columns().isEmpty()) {
            lines.add(indent + "# the files that were looked at have no rows");
            return;
        }
        if (!format.features().contains(FileFormat.Feature.NAMES)) {
            lines.add(indent + "fields: [X]             # what the array is called: "
                    + shape(survey.columns().get(0).first()));
            return;
        }
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        lines.add(indent + "fields:");
        for (Survey.Column column : survey.columns()) {
            String name = quoted(column.name());
            names.add(column.name());
            if (column.trouble() != null) {
                lines.add(indent + "  # " + name + " is left out: " + column.trouble());
                continue;
            }
            lines.add(indent + "  " + pad(name + ": " + name, 24 - indent.length()) + "# " + shape(column.first()));
            if (column.declared() != null) {
                types.add(name + ": " + column.declared().numpyName());
            }
        }
        for (String capture : captures) {
            if (!names.contains(capture)) {
                lines.add(indent + "  " + pad(capture + ": \"{" + capture + "}\"", 24 - indent.length())
                        + "# what the path says");
            }
        }
        if (!types.isEmpty()) {
            lines.add(indent + "types: {" + String.join(", ", types) + "} # not what the first row of each file says");
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
