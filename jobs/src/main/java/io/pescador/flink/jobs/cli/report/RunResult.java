// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.count.ShareCounts;
import io.pescador.flink.jobs.cli.count.ShareHistory;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.source.metrics.SourceStatistics;

import org.apache.flink.annotation.Internal;

/**
 * What a run came to. Counts are those of the whole run, also where it was stopped and resumed.
 *
 * @param counts of samples
 * @param history of the counts, since the run was resumed last
 * @param source what its readers did
 * @param seed of the run
 * @param seconds that it took, since it was resumed last
 * @param resumed whether it was
 * @param repeat the command that repeats the whole run
 */
@Internal
public record RunResult(
        SamplePlan plan,
        ShareCounts counts,
        ShareHistory history,
        SourceStatistics source,
        long seed,
        double seconds,
        boolean resumed,
        String repeat) {}
