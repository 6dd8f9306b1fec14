// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.plan.PlanException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Flink's web UI of a run inside this process, for this machine alone. Flink's servers run anyway, and would listen to all hosts, and take
 * jobs and store files for anyone. That is turned off whether the UI is shown or not.
 */
@Internal
public final class WebUi {

    /** Flink's own port, and some beside it for runs side by side. */
    private static final int FIRST_PORT = 8081;

    private static final int LAST_PORT = 8099;

    private static final String HERE = "127.0.0.1";

    private WebUi() {}

    /** Allows no access from other hosts, unless Flink's configuration asks for it, and no submissions. */
    static void keepPrivate(Configuration config) {
        for (ConfigOption<String> option : List.of(
                JobManagerOptions.BIND_HOST,
                JobManagerOptions.ADDRESS,
                TaskManagerOptions.BIND_HOST,
                TaskManagerOptions.HOST)) {
            if (!config.contains(option)) {
                config.set(option, HERE);
            }
        }
        config.set(RestOptions.BIND_ADDRESS, HERE);
        config.set(RestOptions.ADDRESS, HERE);
        config.set(WebOptions.SUBMIT_ENABLE, false);
    }

    /** Gives it a port that people can open, and says its address. */
    public static void open(Configuration config, Terminal terminal) throws PlanException {
        if (FlinkEnvironment.ofCluster()) {
            throw PlanException.of("--ui is for runs inside this process: a cluster has a web UI of its own");
        }
        int port = freePort();
        config.set(RestOptions.PORT, port);
        config.set(RestOptions.BIND_PORT, Integer.toString(port));
        terminal.say("Flink's web UI: http://" + HERE + ":" + port);
    }

    private static int freePort() throws PlanException {
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(HERE), port));
                return port;
            } catch (IOException e) {
                // Another process has it.
            }
        }
        throw PlanException.of("--ui: all ports from " + FIRST_PORT + " to " + LAST_PORT + " are taken: leave it out");
    }
}
