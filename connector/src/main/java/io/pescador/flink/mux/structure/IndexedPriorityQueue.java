// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Numbers below a bound in the order of their keys, the lesser number first among equal ones.
 *
 * <p>A heap of four children a node, whose keys lie side by side as whole numbers, so that the least of four is found without an unpredictable branch.
 * Of many numbers the heap holds those of a key up to a limit only, and the processor's cache holds the heap; the keys of the others are just written down.
 * When the heap has run empty, about a {@value #PART}th of them is gathered into it. So the first costs O(1) and a change O(log n), and a walk through
 * all of them comes once in n / 64 changes or so: where less than a quarter is there, all are gathered for good. 12 bytes a number, and 12 for each in
 * the heap.
 */
@Internal
public final class IndexedPriorityQueue {

    private static final int CHILDREN = 4;

    /** Of fewer numbers all are in the heap. */
    private static final int MANY = 1 << 14;

    private static final int PART = 16;

    /** How many keys are looked at to find a limit: a {@value #PART}th of them is 64, give or take 8. */
    private static final int PROBES = 1024;

    /** Where fewer of the places that are looked at hold a key, the heap holds all: it is small then, and a walk would bring little. */
    private static final int FEWEST = PROBES / 4;

    // Where a number is that is not in the heap.
    private static final int ABSENT = -1;
    private static final int FAR = -2;

    /** More than any key. */
    private static final long NONE = Long.MAX_VALUE;

    private final int[] place;
    private final long[] far; // the keys of those that are far; null where there are never any
    private int farSize;
    private long limit;

    private int[] heap;
    private long[] keys;
    private int size; // of the heap

    public IndexedPriorityQueue(int bound) {
        boolean many = bound >= MANY;
        place = new int[bound];
        Arrays.fill(place, ABSENT);
        far = many ? new long[bound] : null;
        limit = many ? -1 : NONE;
        heap = new int[many ? bound / PART : bound];
        keys = new long[heap.length];
        if (many) {
            Arrays.fill(far, NONE);
        }
    }

    public int size() {
        return size + farSize;
    }

    public boolean contains(int id) {
        return place[id] != ABSENT;
    }

    /** The number of the least key. Only if there is one. */
    public int first() {
        if (size == 0) {
            gather();
        }
        return heap[0];
    }

    /** The least key. There must be one. */
    public double firstKey() {
        if (size == 0) {
            gather();
        }
        return Double.longBitsToDouble(keys[0]);
    }

    /** The numbers of the least keys, in their order: so many, or all if there are fewer. O(count log count) where they are near. */
    public int[] first(int count) {
        while (size < count && farSize > 0) {
            gather();
        }
        int[] first = new int[Math.min(count, size)];
        PriorityQueue<Integer> next = new PriorityQueue<>((x, y) -> isBefore(heap[x], keys[x], y) ? -1 : 1);
        next.add(0);
        for (int i = 0; i < first.length; i++) {
            int least = next.remove();
            first[i] = heap[least];
            for (int child = CHILDREN * least + 1; child <= Math.min(CHILDREN * (least + 1), size - 1); child++) {
                next.add(child);
            }
        }
        return first;
    }

    /**
     * Puts a number in that is not there.
     *
     * @param key ≥ 0
     */
    public void add(int id, double key) {
        insert(id, bits(key));
    }

    /** Takes a number out, if it is there. */
    public void remove(int id) {
        if (place[id] == FAR) {
            far[id] = NONE;
            farSize--;
        } else if (place[id] != ABSENT) {
            close(place[id]);
        }
        place[id] = ABSENT;
    }

    /**
     * Gives a number that is there another key.
     *
     * @param key ≥ 0
     */
    public void change(int id, double key) {
        long changed = bits(key);
        if (place[id] == FAR && changed > limit) {
            far[id] = changed;
        } else if (place[id] != FAR && changed <= limit) {
            move(place[id], id, changed);
        } else {
            remove(id);
            insert(id, changed);
        }
    }

    /** The bits of numbers that are not negative are in the order of the numbers. */
    private static long bits(double key) {
        return Double.doubleToRawLongBits(key);
    }

    // ---- near and far

    private void insert(int id, long key) {
        if (key <= limit) {
            reserve();
            rise(size++, id, key);
        } else {
            far[id] = key;
            place[id] = FAR;
            farSize++;
        }
    }

    /** Brings the nearest of those that are far into the heap, one at least. */
    private void gather() {
        limit = nextLimit();
        for (int id = 0; id < far.length; id++) {
            long key = far[id];
            if (key <= limit && key != NONE) {
                far[id] = NONE;
                farSize--;
                reserve();
                settle(size++, id, key);
            }
        }
        for (int parent = Math.floorDiv(size - 2, CHILDREN); parent >= 0; parent--) {
            sink(parent, heap[parent], keys[parent]);
        }
    }

    /** A key that about a {@value #PART}th of those that are far do not exceed. */
    private long nextLimit() {
        long[] probed = new long[PROBES];
        int found = 0;
        for (int i = 0; i < PROBES; i++) {
            long key = far[(int) ((long) far.length * i / PROBES)];
            if (key != NONE) {
                probed[found++] = key;
            }
        }
        if (found < FEWEST) {
            return NONE;
        }
        Arrays.sort(probed, 0, found);
        return probed[found / PART];
    }

    // ---- the heap

    private void reserve() {
        if (size == heap.length) {
            int more = Math.min(place.length, size + (size >> 1) + 1);
            heap = Arrays.copyOf(heap, more);
            keys = Arrays.copyOf(keys, more);
        }
    }

    /** Fills the place of who leaves the heap. */
    private void close(int hole) {
        size--;
        if (hole < size) {
            move(hole, heap[size], keys[size]);
        }
    }

    /** Whether a number goes before what is in a place. */
    private boolean isBefore(int id, long key, int other) {
        return key < keys[other] || key == keys[other] && id < heap[other];
    }

    /** Puts a number into a free place, or where it belongs above or below it. */
    private void move(int to, int id, long key) {
        if (to > 0 && isBefore(id, key, (to - 1) / CHILDREN)) {
            rise(to, id, key);
        } else {
            sink(to, id, key);
        }
    }

    private void rise(int from, int id, long key) {
        int to = from;
        while (to > 0) {
            int parent = (to - 1) / CHILDREN;
            if (!isBefore(id, key, parent)) {
                break;
            }
            settle(to, heap[parent], keys[parent]);
            to = parent;
        }
        settle(to, id, key);
    }

    private void sink(int from, int id, long key) {
        int to = from;
        for (int first = CHILDREN * to + 1; first < size; first = CHILDREN * to + 1) {
            int least = first + CHILDREN <= size ? leastOfFour(first) : leastFrom(first);
            if (isBefore(id, key, least)) {
                break;
            }
            settle(to, heap[least], keys[least]);
            to = least;
        }
        settle(to, id, key);
    }

    /** Of four places side by side. The sign of a difference is all ones if it is negative, else 0: masks instead of branches. */
    private int leastOfFour(int first) {
        long a = keys[first];
        long b = keys[first + 1];
        long c = keys[first + 2];
        long d = keys[first + 3];
        long second = (b - a) >> 63;
        long fourth = (d - c) >> 63;
        long left = a + ((b - a) & second);
        long right = c + ((d - c) & fourth);
        if (a == b || c == d || left == right) {
            return leastFrom(first); // the numbers may have to decide
        }
        int leftPlace = first - (int) second;
        int rightPlace = first + 2 - (int) fourth;
        return leftPlace + ((rightPlace - leftPlace) & (int) ((right - left) >> 63));
    }

    /** Of up to four places side by side, as many as there are. */
    private int leastFrom(int first) {
        int least = first;
        for (int other = first + 1; other < Math.min(first + CHILDREN, size); other++) {
            if (isBefore(heap[other], keys[other], least)) {
                least = other;
            }
        }
        return least;
    }

    private void settle(int to, int id, long key) {
        heap[to] = id;
        keys[to] = key;
        place[id] = to;
    }
}
