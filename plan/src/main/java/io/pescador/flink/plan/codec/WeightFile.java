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

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads weights from a CSV file of records {@code name,weight}. A name stands in it once. */
@Internal
public final class WeightFile {

    private static final List<String> HEADER = List.of("name", "weight");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String file;
    private final Problems problems;
    private final List<Weights.Entry> entries = new ArrayList<>();
    private final Map<String, Long> lines = new HashMap<>();
    private int twice;

    private WeightFile(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @return null if they cannot be read, or one is wrong */
    public static List<Weights.Entry> read(
            Weights.InFile rule, SourceLocation asked, PlanPaths paths, Problems problems) {
        String file = paths.resolve(rule.path());
        Path path = new Path(file);
        try (PushbackReader text =
                new PushbackReader(new InputStreamReader(path.getFileSystem().open(path), StandardCharsets.UTF_8))) {
            int first = text.read();
            if (first >= 0 && first != BYTE_ORDER_MARK) {
                text.unread(first);
            }
            return new WeightFile(file, problems).read(text);
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (e instanceof FileNotFoundException gone && Reasons.isGone(gone)) {
                problems.plan(asked, "weights are in " + rule.path() + ", but there is no such file");
                return null;
            }
            problems.refused(asked, "the weights in " + rule.path() + " cannot be read", e);
            return null;
        }
    }

    private List<Weights.Entry> read(Reader text) throws IOException {
        long line = 0;
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .acceptCharsAfterQuotes(false)
                .ignoreDifferentFieldCount(true)
                .ofCsvRecord(text)) {
            for (CsvRecord record : records) {
                boolean first = line == 0;
                line = record.getStartingLineNumber();
                boolean empty =
                        record.getFieldCount() == 1 && record.getField(0).isBlank();
                if (!empty && !(first && record.getFields().equals(HEADER)) && !add(record, line)) {
                    return null;
                }
            }
        } catch (CsvParseException e) {
            problems.plan(file + ":" + (line + 1)
                    + ": here or below is no CSV record: a quote is not closed, or something follows the closing one");
            return null;
        }
        if (twice > Problems.MOST_ALIKE) {
            problems.plan(file + ": " + (twice - Problems.MOST_ALIKE) + " more names have a weight twice");
        }
        return twice == 0 ? entries : null;
    }

    /** @return whether it is a weight */
    private boolean add(CsvRecord record, long line) {
        SourceLocation at = new SourceLocation(file, (int) line);
        int cells = record.getFieldCount();
        Object weight =
                cells < 2 ? null : Scalars.read(record.getField(cells - 1).strip());
        if (cells != 2
                || !(weight instanceof Number value)
                || !(value.doubleValue() >= 0)
                || Double.isInfinite(value.doubleValue())) {
            problems.plan(
                    at,
                    "\"" + String.join(",", record.getFields()).strip().replace('\n', ' ')
                            + "\" is no weight: a line is name,weight with a number ≥ 0"
                            + (cells > 2 ? ", and a name with a comma stands between quotes" : ""));
            return false;
        }
        String name = record.getField(0).strip();
        Long before = lines.putIfAbsent(name, line);
        if (before != null && twice++ < Problems.MOST_ALIKE) {
            problems.plan(at, "\"" + name + "\" has a weight in line " + before + " already: leave one of them out");
        }
        entries.add(new Weights.Entry(name, value.doubleValue(), at));
        return true;
    }
}
