// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders that were listed last: a plan may have thousands of patterns for the files of one. What is listed here is as it was when the
 * first of them was looked for. Not thread-safe.
 */
@Internal
public final class FolderListings {

    /** Few, since each may have very many entries. */
    private static final int MOST = 8;

    private final Map<Path, List<Folder.Entry>> listed = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, List<Folder.Entry>> eldest) {
            return size() > MOST;
        }
    };

    /** What a directory holds, by name; nothing if there is none. */
    List<Folder.Entry> list(Path directory) throws IOException {
        List<Folder.Entry> entries = listed.get(directory);
        if (entries == null) {
            entries = Folder.list(directory).orElse(List.of());
            listed.put(directory, entries);
        }
        return entries;
    }
}
