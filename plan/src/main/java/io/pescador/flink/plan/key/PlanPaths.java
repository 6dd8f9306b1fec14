// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import org.apache.flink.annotation.Internal;

import java.util.regex.Pattern;

/** Paths of a plan: relative ones are relative to the plan file, so that a folder of data and plans can be moved as a whole. Immutable. */
@Internal
public final class PlanPaths {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private final String base;

    private PlanPaths(String base) {
        this.base = base;
    }

    /** @param planFile path of the plan file */
    public static PlanPaths besides(String planFile) {
        return new PlanPaths(planFile.substring(0, planFile.lastIndexOf('/') + 1));
    }

    /** Whether a path means the same in every directory: it begins with a slash or a scheme, such as {@code file:} or {@code s3:}. */
    public static boolean isAbsolute(String path) {
        return path.startsWith("/") || SCHEME.matcher(path).matches();
    }

    /** A path as it can be opened. */
    public String resolve(String path) {
        return isAbsolute(path) ? path : base + (path.startsWith("./") ? path.substring(2) : path);
    }

    /** A path as the plan would write it. */
    public String shown(String path) {
        return !base.isEmpty() && path.startsWith(base) ? path.substring(base.length()) : path;
    }

    /** What to say of a path in a file system that Flink does not know. */
    public static String unknownScheme(String path) {
        String scheme = path.substring(0, path.indexOf(':'));
        return path + ": no file system is known for \"" + scheme
                + "://\": put Flink's plugin for it into the folder plugins, or correct the path";
    }
}
