// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;

/** The streams of a plan with their shares, as lines. */
@Internal
public final class PlanTree {

    /** How the lines look. */
    public enum Form {
        /** Indented by spaces, for programs and files. */
        PLAIN,
        /** Drawn with branches, and a bar for each share. */
        DRAWN,
        /** The same, in colour. */
        COLOURED
    }

    private static final int BAR = 20;
    private static final int MOST_NAME = 48;
    private static final String PARTS_OF_EIGHT = " ▏▎▍▌▋▊▉";
    private static final String DIM = "\u001b[2m";
    private static final String BLUE = "\u001b[34m";
    private static final String PLAIN = "\u001b[0m";

    /** @param share NaN where none is promised, and of a line that stands for several streams */
    private record Line(int depth, String name, double share, String note) {}

    private final List<Line> lines = new ArrayList<>();

    /**
     * Adds a stream below the last one that is less deep.
     *
     * @param depth from 0, the root
     * @param note may be empty
     */
    void add(int depth, String name, double share, String note) {
        lines.add(new Line(depth, name, share, note));
    }

    /** Adds a line for streams that are not shown. */
    void more(int depth, int count) {
        lines.add(new Line(depth, "… and " + Figures.number(count) + " more", Double.NaN, null));
    }

    List<String> lines(Form form) {
        return form == Form.PLAIN ? lines.stream().map(PlanTree::plain).toList() : drawn(form == Form.COLOURED);
    }

    private static String plain(Line line) {
        String share = line.depth == 0 || line.note == null ? "" : "  " + Figures.share(line.share);
        String note = line.note == null || line.note.isEmpty() ? "" : "  " + line.note;
        return "  ".repeat(line.depth) + line.name + share + note;
    }

    private List<String> drawn(boolean coloured) {
        List<String> drawn = new ArrayList<>();
        double most = lines.stream()
                .filter(line -> line.depth > 0 && !Double.isNaN(line.share))
                .mapToDouble(Line::share)
                .max()
                .orElse(1);
        int width = 0;
        for (Line line : lines) {
            if (line.depth > 0 && line.note != null) {
                width = Math.max(width, Math.min(MOST_NAME, 3 * line.depth + line.name.length()));
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String branches = branches(i);
            String start = branches + line.name;
            if (line.depth > 0 && line.note != null) {
                start += " ".repeat(Math.max(0, width - start.length()))
                        + String.format("  %-6s", Figures.share(line.share));
                String bar = bar(line.share / most);
                start += line.note.isEmpty() && bar.isBlank()
                        ? ""
                        : "  " + (coloured ? BLUE + bar + PLAIN : bar)
                                + " ".repeat(line.note.isEmpty() ? 0 : BAR - bar.length());
            }
            String note = line.note == null || line.note.isEmpty() ? "" : "  " + line.note;
            drawn.add(start + (coloured && !note.isEmpty() ? DIM + note + PLAIN : note));
        }
        return drawn;
    }

    /** What leads to a line from the root. */
    private String branches(int index) {
        StringBuilder branches = new StringBuilder();
        int depth = lines.get(index).depth;
        for (int level = 1; level <= depth; level++) {
            boolean last = isLast(index, level);
            branches.append(level == depth ? last ? "└─ " : "├─ " : last ? "   " : "│  ");
        }
        return branches.toString();
    }

    /** Whether no sibling follows at this level. */
    private boolean isLast(int index, int level) {
        for (int i = index + 1; i < lines.size(); i++) {
            if (lines.get(i).depth <= level) {
                return lines.get(i).depth < level;
            }
        }
        return true;
    }

    /** @param part of the longest bar */
    private static String bar(double part) {
        if (Double.isNaN(part)) {
            return "";
        }
        int eighths = (int) Math.round(part * BAR * 8);
        return "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : PARTS_OF_EIGHT.charAt(eighths % 8));
    }
}
