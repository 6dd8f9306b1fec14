// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

/** A record of somebody's pipeline. */
public record Event(String user, String label, long number) {}
