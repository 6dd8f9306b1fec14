// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;

/** What readers that end together say to the enumerator, and it to them. */
enum EndEvent implements SourceEvent {
    /** All shards of a reader are at their ends. */
    SHARDS_ENDED,

    /** Those of all readers are. */
    ALL_ENDED
}
