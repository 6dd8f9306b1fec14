// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class KeyCacheTest {

    private final List<String> written = new ArrayList<>();
    private final KeyCache<String, Integer> cache = new KeyCache<>(2, (key, value) -> written.add(key + value));

    @Test
    void theKeyThatWasNotUsedForLongestMakesRoom() throws Exception {
        cache.add("a", 1);
        cache.add("b", 2);
        assertThat(cache.get("a")).isEqualTo(1);
        assertThat(written).isEmpty();
        cache.add("c", 3);
        assertThat(written).containsExactly("b2");
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a")).isEqualTo(1);
    }

    @Test
    void allAreWrittenAndKept() throws Exception {
        cache.add("a", 1);
        cache.add("b", 2);
        cache.remove("a");
        cache.writeAll();
        assertThat(written).containsExactly("b2");
        assertThat(cache.get("b")).isEqualTo(2);
        assertThat(cache.get("a")).isNull();
    }
}
