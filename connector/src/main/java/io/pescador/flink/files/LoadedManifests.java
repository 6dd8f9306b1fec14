// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each manifest once in a process, however many tasks use it, and no longer than they do. */
final class LoadedManifests {

    private static final Map<Manifest, WeakReference<List<MatchedFile>>> LOADED = new HashMap<>();

    private LoadedManifests() {}

    /** One thread reads and the others wait: mostly for the same manifest. */
    static synchronized List<MatchedFile> get(Manifest manifest) throws IOException {
        WeakReference<List<MatchedFile>> known = LOADED.get(manifest);
        List<MatchedFile> files = known == null ? null : known.get();
        if (files == null) {
            files = manifest.read();
            LOADED.values().removeIf(loaded -> loaded.get() == null);
            LOADED.put(manifest, new WeakReference<>(files));
        }
        return files;
    }
}
