// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.Objects;

/**
 * A file as it is at one time. What is known of one version says nothing about another.
 *
 * @param path of the file
 * @param size in bytes
 * @param modified when it was changed last, in milliseconds since 1970; 0 where the file system does not know
 */
@Experimental
public record FileVersion(String path, long size, long modified) implements Serializable {

    /** A file that was changed less than so long ago may change again without its time telling: some file systems count in steps of two seconds. */
    private static final long SETTLED_MILLIS = 3000;

    public FileVersion {
        Objects.requireNonNull(path);
    }

    /** Whether a change from now on would make another version, so that what is learned now can be kept. */
    public boolean settled() {
        return modified > 0 && System.currentTimeMillis() - modified >= SETTLED_MILLIS;
    }

    /**
     * Under which name something that was learned of this version is kept: what is named, for all, or what only its owner sees as long as the
     * file may yet change unseen.
     *
     * @param owner the reader that has learned it; it has to remove it
     */
    public Object keyOf(Object what, Object owner) {
        return settled() ? what : new Owned(what, owner);
    }

    private record Owned(Object what, Object owner) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Owned owned && owned.owner == owner && owned.what.equals(what);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(owner) + what.hashCode();
        }
    }
}
