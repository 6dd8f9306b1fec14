// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import java.util.List;

/** What the enumerator remembers: the shards that no reader has. Everything else is in the readers' splits. */
record PendingShards(List<ShardSplit> splits) {}
