// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.console.Text;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.ReadyPlan;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadLocalRandom;

/** What several commands make of their flags. */
final class Flags {

    /** Jars, sockets and the like that a process has open before it reads. */
    private static final int OWN_FILES = 200;

    private Flags() {}

    /** @param value may be null */
    static void atLeastOne(String flag, Long value) throws PlanException {
        if (value != null && value < 1) {
            throw PlanException.of(flag + " is " + value + ": a whole number ≥ 1");
        }
    }

    /** How many readers there are to be. */
    static int readers(Long parallelism, int shards, Terminal terminal) {
        if (parallelism == null) {
            return Math.min(shards, FlinkEnvironment.defaultParallelism());
        }
        if (parallelism > shards) {
            terminal.say("--parallelism is " + parallelism + ", but the plan has " + Text.count(shards, "shard") + ": "
                    + (parallelism - shards) + " of the readers will have nothing to do");
        }
        return (int) Math.min(parallelism, Short.MAX_VALUE);
    }

    /** Says if a plan may need more open files than this process may have, which will read it. */
    static void openFiles(ReadyPlan plan, Terminal terminal) {
        boolean reads = !FlinkEnvironment.ofCluster();
        if (reads
                && ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && plan.open() > system.getMaxFileDescriptorCount() - OWN_FILES) {
            terminal.say(plan.plan().file() + ": up to " + plan.open()
                    + " files would be open at a time, and this process may open "
                    + system.getMaxFileDescriptorCount()
                    + ": have fewer open at a time (n_active), or allow it more (ulimit -n)");
        }
    }

    /**
     * The seed of a run: the flag's, else the plan's, else one that is drawn; a short one, since a person may want to type it.
     *
     * @param flag may be null
     * @param plan may be null
     */
    static long seed(Long flag, Long plan) {
        if (flag != null) {
            return flag;
        }
        return plan != null ? plan : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    }
}
