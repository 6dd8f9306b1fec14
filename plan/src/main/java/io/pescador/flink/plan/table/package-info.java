// SPDX-License-Identifier: Apache-2.0
/**
 * A plan as a table of SQL: its columns and the statement that creates it. It is text alone, so that the command line need not know Flink's
 * table API.
 */
package io.pescador.flink.plan.table;
