// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.plan.problem.SourceLocation;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** Where the nodes of a plan and their keys stand: a table beside the tree, by the numbers of its nodes. */
@Internal
public final class Locations implements Serializable {

    private static final long serialVersionUID = 1;

    private final ArrayList<SourceLocation> nodes = new ArrayList<>();
    private final ArrayList<HashMap<String, SourceLocation>> keys = new ArrayList<>();

    /** Notes a node and its keys. @return the number of the node */
    public int add(SourceLocation node, Map<String, SourceLocation> ofKeys) {
        nodes.add(node);
        keys.add(new HashMap<>(ofKeys));
        return nodes.size() - 1;
    }

    /** Where a node begins. */
    public SourceLocation of(Spec spec) {
        return nodes.get(spec.node());
    }

    /** Whether the plan has a key of a node. */
    public boolean has(Spec spec, String key) {
        return keys.get(spec.node()).containsKey(key);
    }

    /** Where a key of a node stands; where the node begins if the plan has no such key. */
    public SourceLocation of(Spec spec, String key) {
        return keys.get(spec.node()).getOrDefault(key, of(spec));
    }
}
