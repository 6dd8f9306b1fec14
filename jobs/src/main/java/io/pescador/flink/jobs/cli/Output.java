// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.PlanException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where samples go.
 *
 * @param kind what is written
 * @param path where to; empty for none
 */
record Output(Kind kind, String path) {

    /** What can be written. */
    enum Kind {
        /** Nothing: the samples are counted only. */
        NONE,
        /** A JSON object a line, in the global order. */
        JSONL,
        /** A directory of batches. */
        NPZ
    }

    private static final String STANDARD_OUTPUT = "-";

    static final Output NOTHING = new Output(Kind.NONE, "");

    /**
     * @param text {@code KIND:PATH}
     * @param place what messages begin with: the flag, or where the plan says so
     */
    static Output of(String text, String place) throws PlanException {
        int colon = text.indexOf(':');
        List<String> kinds = Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.NONE)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        if (colon < 1 || colon == text.length() - 1) {
            throw PlanException.of(place + " is \"" + text + "\": write KIND:PATH, such as jsonl:- or npz:batches");
        }
        String kind = text.substring(0, colon);
        String path = text.substring(colon + 1);
        if (!kinds.contains(kind)) {
            throw PlanException.of(place + " is \"" + text + "\": there is no output of the kind \"" + kind
                    + "\", only " + String.join(" and ", kinds));
        }
        if (kind.equals("npz") && path.equals(STANDARD_OUTPUT)) {
            throw PlanException.of(place + " is \"" + text + "\": npz is a directory of files: give its path");
        }
        if (path.equals(STANDARD_OUTPUT) && FlinkEnvironment.ofCluster()) {
            throw PlanException.of(
                    place + " is \"" + text + "\": standard output is here, and the job runs on a cluster: give"
                            + " jsonl:FILE or npz:DIRECTORY in a place that both can reach");
        }
        return new Output(
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                path.equals(STANDARD_OUTPUT) ? path : Flags.reachable(path));
    }

    /** The same with a relative path taken to be relative to the plan file that it stands in. */
    Output besides(String planFile) {
        return path.equals(STANDARD_OUTPUT) ? this : new Output(kind, besides(planFile, path));
    }

    /** A path that stands in a plan file, as it can be opened. */
    static String besides(String planFile, String path) {
        boolean absolute = path.startsWith("/") || path.contains("://");
        return absolute ? path : planFile.substring(0, planFile.lastIndexOf('/') + 1) + path;
    }

    /** The path from the root of its file system: not all of Flink's file systems can do with another. */
    String location() {
        return path.contains("://") ? path : Path.of(path).toAbsolutePath().toString();
    }

    boolean toStandardOutput() {
        return kind == Kind.JSONL && path.equals(STANDARD_OUTPUT);
    }

    @Override
    public String toString() {
        return kind == Kind.NONE ? "none" : kind.name().toLowerCase(Locale.ROOT) + ":" + path;
    }
}
