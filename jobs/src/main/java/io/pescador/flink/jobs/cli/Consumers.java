// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Says at a run's start that its consumer is not there yet. The run waits; whoever started it shall know what for. */
final class Consumers {

    private static final int LOOKED_FOR_MILLIS = 1000;

    private Consumers() {}

    static void tellAbsent(Output output, Terminal terminal) {
        // On a cluster it is not this machine that connects.
        if (output.kind() == Output.Kind.ZMQ && !FlinkEnvironment.ofCluster() && !isThere(output.path())) {
            terminal.say("nobody listens at " + output.path()
                    + " yet: the run waits for its consumer (docs/trainer.md has one in Python)");
        }
    }

    private static boolean isThere(String address) {
        URI place = URI.create(address);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(place.getHost(), place.getPort()), LOOKED_FOR_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
