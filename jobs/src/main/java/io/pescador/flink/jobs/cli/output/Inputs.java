// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.files.Folder;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a command reads. None of its outputs may be one of them: it would overwrite what it reads. */
@Internal
public final class Inputs {

    private final List<String> paths;

    private Inputs(List<String> paths) {
        this.paths = paths;
    }

    public static Inputs of(SamplePlan plan) {
        return new Inputs(plan.inputs());
    }

    /** @param folder whose files are read too, or null */
    public static Inputs of(String plan, String folder) throws IOException {
        List<String> paths = new ArrayList<>(List.of(plan));
        if (folder != null) {
            for (Folder.Entry entry :
                    Folder.list(new org.apache.flink.core.fs.Path(folder)).orElse(List.of())) {
                paths.add(folder + "/" + entry.name());
            }
        }
        return new Inputs(paths);
    }

    /**
     * @param place what messages begin with: the flag, or where the plan says so
     * @throws PlanException if the output is one of these files
     */
    public void spare(String place, Output output) throws PlanException {
        if (output.kind() == Output.Kind.JSONL && output.isOrdered() && !output.toStandardOutput()) {
            spare(place, output.path());
        }
    }

    public void spare(String place, Path output) throws PlanException {
        if (output != null) {
            spare(place, output.toString());
        }
    }

    private void spare(String place, String output) throws PlanException {
        for (String path : paths) {
            if (path.equals(output) || isSameFile(path, output)) {
                throw PlanException.of(place + " is " + output + ", which is read here"
                        + (path.equals(output) ? "" : " as " + path) + " and would be overwritten: give another file");
            }
        }
    }

    /** Also through a link or another path. */
    private static boolean isSameFile(String one, String other) {
        if (UserPath.hasScheme(one) || UserPath.hasScheme(other)) {
            return false;
        }
        try {
            return Files.exists(Path.of(other)) && Files.isSameFile(Path.of(one), Path.of(other));
        } catch (IOException | InvalidPathException e) {
            return false; // one of them is not there
        }
    }
}
