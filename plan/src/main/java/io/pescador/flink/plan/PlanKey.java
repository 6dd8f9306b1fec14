// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** A key of some kind of plan. */
interface PlanKey {

    /** The key as written in a plan. */
    String word();
}
