// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/** What the muxes of all keys of a subtask share. */
@Internal
public final class MuxContext<T> {

    private final SingleKeySettings settings;
    private final KeyStore<T> store;
    private final MuxHost<T> host;
    private final MuxCounts counts;
    private final long restores;
    /** Null where streams are discovered. */
    private final DeclaredStreams declared;

    /**
     * @param store the state of the current key
     * @param restores how often the job was restored: it tells keys that were not checked since the last restore
     */
    public MuxContext(SingleKeySettings settings, KeyStore<T> store, MuxHost<T> host, MuxCounts counts, long restores) {
        this.settings = settings;
        this.store = store;
        this.host = host;
        this.counts = counts;
        this.restores = restores;
        declared = settings.discovers() ? null : new DeclaredStreams(settings.declared());
    }

    SingleKeySettings settings() {
        return settings;
    }

    KeyStore<T> store() {
        return store;
    }

    MuxHost<T> host() {
        return host;
    }

    MuxCounts counts() {
        return counts;
    }

    long restores() {
        return restores;
    }

    StreamRegistry registry(KeyState state) {
        return declared != null ? declared : new DiscoveredStreams(state, store.numbers(), store.ids());
    }
}
