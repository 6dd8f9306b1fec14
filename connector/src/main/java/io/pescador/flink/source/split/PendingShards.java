// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** What the enumerator remembers: the shards that no reader has. Everything else is in the readers' splits. */
@Internal
public record PendingShards(List<ShardSplit> splits) {}
