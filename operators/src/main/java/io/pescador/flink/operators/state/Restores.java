// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.state.OperatorStateStore;

/** How often an operator was restored, which tells keys that were not checked since the last restore. The same in all subtasks. */
@Internal
public final class Restores {

    private final SavedNumber state;
    private final long count;

    private Restores(SavedNumber state, long count) {
        this.state = state;
        this.count = count;
    }

    public static Restores restore(OperatorStateStore store, boolean isRestored) throws Exception {
        SavedNumber state = SavedNumber.of(store, "restores");
        long before = state.read(0, "the saved number of restores");
        return new Restores(state, isRestored ? before + 1 : before);
    }

    public long count() {
        return count;
    }

    /** To be called when the operator is saved. */
    public void save() throws Exception {
        state.write(count);
    }
}
