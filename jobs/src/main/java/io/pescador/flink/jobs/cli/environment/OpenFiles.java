// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import io.pescador.flink.jobs.cli.console.Terminal;

import org.apache.flink.annotation.Internal;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/** How many files this process may have open. */
@Internal
public final class OpenFiles {

    /** Jars, sockets and the like that a process has open before it reads. */
    private static final int OWN = 200;

    private OpenFiles() {}

    /** Says so if a plan, which this process is to read, may need more open files than the process may have. */
    public static void warn(String plan, long needed, Terminal terminal) {
        boolean reads = !FlinkEnvironment.ofCluster();
        if (reads
                && ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && needed > system.getMaxFileDescriptorCount() - OWN) {
            terminal.say(plan + ": up to " + needed + " files would be open at a time, and this process may open "
                    + system.getMaxFileDescriptorCount()
                    + ": have fewer open at a time (n_active), or allow it more (ulimit -n)");
        }
    }
}
