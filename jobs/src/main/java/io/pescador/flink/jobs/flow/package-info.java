// SPDX-License-Identifier: Apache-2.0
/**
 * The job of {@code pescador mux}: lines of JSON from standard input or a growing folder, through a keyed mux, and out again.
 *
 * <p>The plan of such a job lives in the module {@code plan}; commands, outputs and summaries live in {@code cli}.
 *
 * <p>Begin with {@code FlowMux}, which puts the job together; {@code StandardInputSource} and {@code LineFileFormat} are its inputs.
 */
package io.pescador.flink.jobs.flow;
