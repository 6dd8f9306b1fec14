// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.apache.flink.annotation.Experimental;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps what was learned about files, within one budget of bytes: what was not used for longest goes first. There is one for a process,
 * which all readers share.
 *
 * <p>A reader looks up what it needs each time it needs it, instead of holding it: only so the budget bounds the memory. Whatever is missing
 * can be found again by reading the file.
 *
 * <p>Thread-safe. A look-up costs about 100 ns.
 */
@Experimental
public final class FileCache {

    /** What an entry takes besides its value: the key, its path, the map's own. */
    private static final int OVERHEAD = 256;

    /** The part of the heap that is the budget: an eighth. */
    private static final int PART_OF_HEAP = 8;

    private static final FileCache PROCESS = new FileCache(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);

    private final long budget;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(FileVersion file, Object what) {}

    private record Entry(Object value, long bytes) {}

    /** @param budget the most bytes that are kept, ≥ 0 */
    public FileCache(long budget) {
        this.budget = budget;
    }

    /** The one of this process. Its budget is an eighth of the largest heap (-Xmx). */
    public static FileCache ofProcess() {
        return PROCESS;
    }

    /**
     * @param what which part of the knowledge about a file, with an equality by value
     * @return what was kept; null if nothing is
     */
    public synchronized <V> V get(FileVersion file, Object what, Class<V> type) {
        Entry entry = entries.get(new Key(file, what));
        return entry == null ? null : type.cast(entry.value);
    }

    /**
     * Keeps something, in place of what was kept there before, and lets go of others where there is no room.
     *
     * @param size the bytes of memory that the value takes, ≥ 0
     * @return whether it is kept: it is not if it is larger than the budget
     */
    public synchronized boolean put(FileVersion file, Object what, Object value, long size) {
        Objects.requireNonNull(value);
        remove(file, what);
        long all = size + OVERHEAD;
        if (all > budget) {
            return false;
        }
        entries.put(new Key(file, what), new Entry(value, all));
        bytes += all;
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > budget) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
        return true;
    }

    /** Says that something which is kept has another size now; without effect if it is not kept any more. */
    public synchronized void resize(FileVersion file, Object what, Object value, long size) {
        Entry entry = entries.get(new Key(file, what));
        if (entry != null && entry.value == value) {
            put(file, what, value, size);
        }
    }

    public synchronized void remove(FileVersion file, Object what) {
        Entry entry = entries.remove(new Key(file, what));
        bytes -= entry == null ? 0 : entry.bytes;
    }

    /** Bytes that are kept. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The most bytes that are kept. */
    public long budget() {
        return budget;
    }
}
