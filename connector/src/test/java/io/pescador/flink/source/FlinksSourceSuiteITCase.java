// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

/** What Flink asks of every source: splits, savepoints, rescaling, idle readers, metrics, a task manager that dies. */
class FlinksSourceSuiteITCase extends SourceTestSuiteBase<String> {

    @TestEnv
    final MiniClusterTestEnvironment cluster = new MiniClusterTestEnvironment();

    @TestSemantics
    final CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

    @TestContext
    final ExternalContextFactory<LiveStreams> asFastAsItCan = test -> new LiveStreams(test, source -> source);

    /** One sample at a time, of whichever shard has one. */
    @TestContext
    final ExternalContextFactory<LiveStreams> limited = test ->
            new LiveStreams(test, source -> source.setSamplesPerSecond(10_000).setEndTogether(true));
}
