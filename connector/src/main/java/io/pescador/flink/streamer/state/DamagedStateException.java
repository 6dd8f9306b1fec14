// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.PublicEvolving;

/** Saved state is damaged: bytes were changed or lost where it was kept. An older checkpoint will do. */
@PublicEvolving
public final class DamagedStateException extends StateException {

    private static final long serialVersionUID = 1;

    /**
     * @param what is damaged: "the saved state of shard-3"
     * @param how it shows
     */
    public DamagedStateException(String what, String how) {
        super(what + " is damaged: " + how + ". Resume from an older checkpoint");
    }
}
