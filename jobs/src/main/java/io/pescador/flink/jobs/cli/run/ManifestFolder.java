// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.problem.Reasons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run keeps the manifest of a large pool: beside its state, else in a temporary directory of this process. */
final class ManifestFolder {

    /** Beyond, a plan's files go into a manifest: their streams would make a job graph of some 20 MB, which is sent to every task. */
    private static final int MAX_IN_JOB_GRAPH = 100_000;

    private ManifestFolder() {}

    /**
     * The plan, with its files in a manifest if there are many.
     *
     * @param state where the run is saved, or null
     * @throws PlanException if the manifest cannot be written, or there is no place for it that a cluster can read
     */
    static SamplePlan pinned(SamplePlan plan, StateDirectory state) throws PlanException {
        return pinned(plan, state, MAX_IN_JOB_GRAPH);
    }

    static SamplePlan pinned(SamplePlan plan, StateDirectory state, long most) throws PlanException {
        long files = plan.files();
        if (files <= most) {
            return plan;
        }
        if (state == null && FlinkEnvironment.ofCluster()) {
            throw PlanException.of(plan.file() + ": its " + Figures.number(files)
                    + " files are too many to be sent with the job: give --state with a directory that all workers can read,"
                    + " where a manifest will list them");
        }
        try {
            return plan.pinned(state == null ? temporary() : state.manifests());
        } catch (IOException e) {
            throw PlanException.of((state == null ? System.getProperty("java.io.tmpdir") : state.name())
                    + ": the manifest of the plan's files cannot be written: " + Reasons.of(e));
        }
    }

    private static String temporary() throws IOException {
        Path folder = Files.createTempDirectory("pescador-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder.toString();
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // What is left over is in the directory for such things.
        }
    }
}
