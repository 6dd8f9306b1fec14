// SPDX-License-Identifier: Apache-2.0
/**
 * A plan as a table: {@code CREATE TABLE … WITH ('connector' = 'pescador', 'plan' = '…')}. The factory loads the plan, the table source says
 * what Flink may leave to it, and the mapper makes rows of samples.
 */
package io.pescador.flink.sql.table;
