// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FileCacheTest {

    private static final FileVersion FILE = new FileVersion("a", 10, 1);

    private final FileCache cache = new FileCache(10_000);

    @Test
    void whatWasNotUsedForLongestGoesFirst() {
        for (int i = 0; i < 9; i++) {
            assertThat(cache.put(FILE, i, "value " + i, 744)).isTrue(); // 1000 with the key
        }
        assertThat(cache.get(FILE, 0, String.class)).isEqualTo("value 0");
        cache.put(FILE, 9, "value 9", 1744);
        assertThat(cache.get(FILE, 0, String.class)).isNotNull();
        assertThat(cache.get(FILE, 1, String.class)).isNull();
        assertThat(cache.bytes()).isEqualTo(10_000);
    }

    @Test
    void whatGrowsPushesOthersOut() {
        String grown = "grown";
        cache.put(FILE, "a", grown, 744);
        cache.put(FILE, "b", "other", 744);
        cache.resize(FILE, "a", grown, 9_000);
        assertThat(cache.get(FILE, "b", String.class)).isNull();
        assertThat(cache.get(FILE, "a", String.class)).isEqualTo(grown);
        cache.resize(FILE, "a", grown, 20_000);
        assertThat(cache.bytes()).isZero();
        cache.resize(FILE, "a", grown, 10); // it is not kept any more
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void whatIsLargerThanTheBudgetLeavesTheOthersAlone() {
        cache.put(FILE, "a", "small", 100);
        assertThat(cache.put(FILE, "b", "large", 9_999)).isFalse();
        assertThat(cache.get(FILE, "a", String.class)).isEqualTo("small");
    }

    @Test
    void anotherVersionOfAFileIsAnotherFile() {
        cache.put(FILE, "rows", 7, 8);
        assertThat(cache.get(new FileVersion("a", 11, 1), "rows", Integer.class))
                .isNull();
        assertThat(cache.get(new FileVersion("a", 10, 2), "rows", Integer.class))
                .isNull();
        assertThat(cache.get(new FileVersion("a", 10, 1), "rows", Integer.class))
                .isEqualTo(7);
    }

    @Test
    void whatIsLearnedOfAFileThatMayYetChangeUnseenIsItsReadersOwn() {
        FileVersion fresh = new FileVersion("a", 10, System.currentTimeMillis());
        FileVersion unknown = new FileVersion("a", 10, 0);
        FileVersion old = new FileVersion("a", 10, 1);
        Object reader = new Object();
        assertThat(fresh.keyOf("rows", reader))
                .isEqualTo(fresh.keyOf("rows", reader))
                .isNotEqualTo(fresh.keyOf("rows", new Object()));
        assertThat(unknown.keyOf("rows", reader)).isNotEqualTo(unknown.keyOf("rows", new Object()));
        assertThat(old.keyOf("rows", reader)).isEqualTo(old.keyOf("rows", new Object()));
    }
}
