// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import picocli.CommandLine;

/** The version of this program, as its jar says. */
final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Pescador.class.getPackage().getImplementationVersion();
        return new String[] {"pescador " + (version == null ? "(unpacked)" : version)};
    }
}
