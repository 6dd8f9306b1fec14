// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** Paths of a plan: relative ones are relative to the plan file, so that a folder of data and plans can be moved as a whole. */
final class PlanPaths {

    private final String base;

    private PlanPaths(String base) {
        this.base = base;
    }

    /** @param planFile path of the plan file */
    static PlanPaths besides(String planFile) {
        return new PlanPaths(planFile.substring(0, planFile.lastIndexOf('/') + 1));
    }

    /** A path as it can be opened. */
    String resolve(String path) {
        boolean absolute = path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
        return absolute ? path : base + (path.startsWith("./") ? path.substring(2) : path);
    }

    /** A path as the plan would write it. */
    String shown(String path) {
        return !base.isEmpty() && path.startsWith(base) ? path.substring(base.length()) : path;
    }

    /** What to say of a path in a file system that Flink does not know. */
    static String unknownScheme(String path) {
        String scheme = path.substring(0, path.indexOf(':'));
        return path + ": no file system is known for \"" + scheme
                + "://\": put Flink's plugin for it into the folder plugins, or correct the path";
    }
}
