// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Deals files in the order of their paths, so that one reader gives the same lines in the same order each time. */
final class FilesInOrder implements FileSplitAssigner {

    private final PriorityQueue<FileSourceSplit> waiting =
            new PriorityQueue<>(Comparator.comparing(split -> split.path().toString()));

    FilesInOrder(Collection<FileSourceSplit> files) {
        waiting.addAll(files);
    }

    @Override
    public Optional<FileSourceSplit> getNext(String host) {
        return Optional.ofNullable(waiting.poll());
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> files) {
        waiting.addAll(files);
    }

    @Override
    public List<FileSourceSplit> remainingSplits() {
        return new ArrayList<>(waiting);
    }
}
