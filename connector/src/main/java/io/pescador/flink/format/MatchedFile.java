// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import java.util.Map;

/**
 * A file that a pattern matched.
 *
 * @param path its path, beginning as the pattern does
 * @param size its size in bytes
 * @param modified when it was changed last, in milliseconds since 1970; 0 where the file system does not know
 * @param captures what stands in the path in place of each {@code {name}}, in the pattern's order
 */
public record MatchedFile(String path, long size, long modified, Map<String, String> captures) {}
