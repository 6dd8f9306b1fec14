// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.util.Map;

/**
 * A file that a pattern matched.
 *
 * @param path its path, beginning as the pattern does
 * @param size its size in bytes
 * @param modified when it was changed last, in milliseconds since 1970; 0 where the file system does not know
 * @param captures what stands in the path in place of each {@code {name}}, in the pattern's order
 */
@PublicEvolving
public record MatchedFile(String path, long size, long modified, Map<String, String> captures) implements Serializable {

    /**
     * {@code rows} of this file, which are not the same any more once the file has another size or was changed. Opening them is refused
     * then.
     */
    public <T> Rows<T> pin(Rows<T> rows) {
        return new VersionedRows<>(rows, new FileVersion(path, size, modified));
    }
}
