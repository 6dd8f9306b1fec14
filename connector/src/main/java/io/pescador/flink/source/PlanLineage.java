// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.source.split.Fingerprint;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

import java.util.List;
import java.util.Map;

/**
 * What listeners to jobs see of a source: one dataset in the namespace {@value #NAMESPACE}, named as the streamer, with what makes the plan
 * this plan. The files are not listed, since there may be millions.
 */
record PlanLineage(String streamer, Fingerprint fingerprint, Boundedness boundedness) implements SourceLineageVertex {

    static final String NAMESPACE = "pescador";

    @Override
    public List<LineageDataset> datasets() {
        return List.of(new PlanDataset(streamer, Map.of("plan", new PlanFacet("plan", fingerprint))));
    }

    private record PlanDataset(String name, Map<String, LineageDatasetFacet> facets) implements LineageDataset {

        @Override
        public String namespace() {
            return NAMESPACE;
        }
    }

    /** Its text has the seed, the shards, the tree in words and the number of streams. */
    private record PlanFacet(String name, Fingerprint plan) implements LineageDatasetFacet {

        @Override
        public String toString() {
            return "seed " + plan.seed() + ", " + plan.shards() + " shards, " + plan.streams() + " streams: "
                    + plan.tree();
        }
    }
}
