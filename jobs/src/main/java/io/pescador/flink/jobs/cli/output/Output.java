// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.plan.PlanException;

import org.apache.flink.annotation.Internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where samples go.
 *
 * @param kind what is written
 * @param path where to; empty for none
 * @param option the value of the option that the kind has, or null
 */
@Internal
public record Output(Kind kind, String path, String option) {

    /** What can be written. */
    public enum Kind {
        /** Nothing: the samples are counted only. */
        NONE(null),
        /** A JSON object a line, in the global order; into a directory, in files that each checkpoint ends. */
        JSONL(null),
        /** A directory of batches. */
        NPZ("max_ahead"),
        /** A directory of Parquet files, of which each checkpoint ends one. */
        PARQUET(null),
        /** Batches to the consumer that listens there. */
        ZMQ("key");

        private final String option;

        Kind(String option) {
            this.option = option;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String STANDARD_OUTPUT = "-";

    /** What follows the path: {@code npz:batches,max_ahead=64}. */
    private static final Pattern OPTION = Pattern.compile("(.+),(\\w+)=([^,]+)");

    public static final Output NOTHING = new Output(Kind.NONE, "", null);

    /**
     * The output that a flag names: a relative path is relative to the working directory of this process.
     *
     * @param text {@code KIND:PATH}, and perhaps an option
     * @param place what messages begin with: the flag
     */
    public static Output of(String text, String place) throws PlanException {
        return of(text, place, UserPath::reachable);
    }

    /**
     * The output that a plan names: a relative path is relative to the plan file.
     *
     * @param text {@code KIND:PATH}, and perhaps an option
     * @param place what messages begin with: where the plan says so
     * @param planFile path of the plan file
     */
    public static Output of(String text, String place, String planFile) throws PlanException {
        return of(text, place, path -> UserPath.reachable(UserPath.besides(planFile, path)));
    }

    private static Output of(String text, String place, UnaryOperator<String> reachable) throws PlanException {
        int colon = text.indexOf(':');
        List<Kind> kinds =
                Arrays.stream(Kind.values()).filter(kind -> kind != Kind.NONE).toList();
        if (colon < 1 || colon == text.length() - 1) {
            throw PlanException.of(place + " is \"" + text + "\": write KIND:PATH, such as jsonl:- or npz:batches");
        }
        String name = text.substring(0, colon);
        Kind kind = kinds.stream()
                .filter(one -> one.text().equals(name))
                .findFirst()
                .orElseThrow(() -> PlanException.of(place + " is \"" + text + "\": there is no output of the kind \""
                        + name + "\", only "
                        + kinds.stream().map(Kind::text).collect(Collectors.joining(", "))));
        Matcher options = OPTION.matcher(text.substring(colon + 1));
        String path = options.matches() ? options.group(1) : text.substring(colon + 1);
        String option = options.matches() ? options.group(3) : null;
        if (option != null && !options.group(2).equals(kind.option)) {
            throw PlanException.of(place + " is \"" + text + "\": " + name + " has no option \"" + options.group(2)
                    + "\"" + (kind.option == null ? "" : ", only \"" + kind.option + "\""));
        }
        UserPath.noTilde(place, path);
        boolean directory = kind == Kind.NPZ || kind == Kind.PARQUET;
        if (directory && path.equals(STANDARD_OUTPUT)) {
            throw PlanException.of(place + " is \"" + text + "\": " + name + " is a directory of files: give its path");
        }
        if (path.equals(STANDARD_OUTPUT) && FlinkEnvironment.ofCluster()) {
            throw PlanException.of(
                    place + " is \"" + text + "\": standard output is here, and the job runs on a cluster: give"
                            + " jsonl:FILE or npz:DIRECTORY in a place that both can reach");
        }
        if (path.equals(STANDARD_OUTPUT)) {
            return new Output(kind, path, option);
        }
        String reached = reachable.apply(path);
        // A path made absolute has no slash at its end.
        boolean lost = path.endsWith("/") && !reached.endsWith("/");
        return new Output(kind, lost ? reached + "/" : reached, option);
    }

    /** The path from the root of its file system: not all of Flink's file systems can do with another. */
    public String location() {
        return UserPath.hasScheme(path) ? path : Path.of(path).toAbsolutePath().toString();
    }

    public boolean toStandardOutput() {
        return kind == Kind.JSONL && path.equals(STANDARD_OUTPUT);
    }

    /** Whether it is one sequence of lines. */
    public boolean isOrdered() {
        return kind == Kind.JSONL && !inParts();
    }

    /** Whether it is a directory of files that checkpoints end. */
    public boolean inParts() {
        return kind == Kind.PARQUET || kind == Kind.JSONL && path.endsWith("/");
    }

    /** Whether written samples have no file name until a checkpoint, or the end, gives them one. */
    public boolean appearsAtTheEnd() {
        return kind == Kind.JSONL && !toStandardOutput() || kind == Kind.PARQUET;
    }

    /** The lock file that only one process may have; null if it is not needed or not possible: a socket, a store without locks. */
    public java.nio.file.Path lock() {
        if (kind == Kind.NONE || kind == Kind.ZMQ || toStandardOutput() || UserPath.hasScheme(path)) {
            return null;
        }
        Path place = Path.of(location());
        return isOrdered() ? place.resolveSibling("." + place.getFileName() + ".lock") : place.resolve(".lock");
    }

    @Override
    public String toString() {
        return kind == Kind.NONE
                ? "none"
                : kind.text() + ":" + path + (option == null ? "" : "," + kind.option + "=" + option);
    }
}
