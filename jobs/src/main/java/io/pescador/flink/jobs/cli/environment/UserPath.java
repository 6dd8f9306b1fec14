// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.key.PlanPaths;

import org.apache.flink.annotation.Internal;

import java.nio.file.Path;

/** A path as a user writes it, in a flag or in a plan file. */
@Internal
public final class UserPath {

    private UserPath() {}

    /**
     * Refuses a path that begins with a tilde: the shell has not replaced it, and a directory of that name would be made.
     *
     * @param source what messages begin with: the flag, or where the plan says so
     * @param path may be null
     */
    public static void noTilde(String source, String path) throws PlanException {
        if (path != null && path.matches("~[^/]*(/.*)?")) {
            throw PlanException.of(
                    source + " is \"" + path + "\": ~ is for shells, which do not see it there: write the path"
                            + " from / on, or $HOME in place of it on the command line");
        }
    }

    /** Whether it leads to the same file from every working directory: {@code /data}, {@code file:/data}, {@code s3://bucket}. */
    public static boolean isAbsolute(String path) {
        return PlanPaths.isAbsolute(path);
    }

    /** Whether it names its file system, as {@code file:/data} does. */
    public static boolean hasScheme(String path) {
        return !path.startsWith("/") && PlanPaths.isAbsolute(path);
    }

    /** A path that the job can open: on a cluster, its working directory is another one. */
    public static String reachable(String path) {
        return isAbsolute(path) || !FlinkEnvironment.ofCluster()
                ? path
                : Path.of(path).toAbsolutePath().toString();
    }

    /** A path from a plan file: it is relative to that file. */
    public static String besides(String planFile, String path) {
        return PlanPaths.besides(planFile).resolve(path);
    }
}
