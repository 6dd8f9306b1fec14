// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

/** What an {@link ActiveStream} answers when it is asked for its next item. */
@Experimental
public enum PollResult {
    /** There is one: {@link ActiveStream#item()}. */
    ITEM,
    /** Not yet: ask again after {@link ShardContext#wake()}. */
    PENDING,
    /** There are no more, now and ever. */
    END
}
