// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

import java.io.File;
import java.util.Arrays;

/** A JobManager in application mode, as Flink's own for containers: {@code --configDir DIR JAR CLASS ARGUMENT…}. */
public final class ApplicationEntryPoint extends ApplicationClusterEntryPoint {

    private ApplicationEntryPoint(Configuration configuration, PackagedProgram program) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
    }

    public static void main(String[] args) throws Exception {
        Configuration configuration = GlobalConfiguration.loadConfiguration(args[1]);
        PackagedProgram program = DefaultPackagedProgramRetriever.create(
                        null, new File(args[2]), args[3], Arrays.copyOfRange(args, 4, args.length), configuration)
                .getPackagedProgram();
        configureExecution(configuration, program);
        ClusterEntrypoint.runClusterEntrypoint(new ApplicationEntryPoint(configuration, program));
    }
}
