// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** The kinds of leaves, as a plan names them. */
public enum LeafKind {
    ITEMS,
    NPZ,
    NPY,
    CSV,
    JSONL,
    TEXT,
    PARQUET,
    CLASS;

    /** The word in a plan. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether it reads files that a pattern names. */
    boolean readsFiles() {
        return this != ITEMS && this != CLASS;
    }
}
