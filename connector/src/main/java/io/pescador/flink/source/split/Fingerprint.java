// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.Internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a plan the same plan: state of one may only be resumed under an equal one.
 *
 * @param seed of the plan
 * @param shards how many it is cut into
 * @param tree its nodes and their settings, in words; cut off where it is long, which the hash makes good
 * @param streams how many leaves the pool has
 * @param hash of the whole tree and pool
 */
@Internal
public record Fingerprint(long seed, int shards, String tree, long streams, long hash) implements Serializable {

    public static Fingerprint of(long seed, int shards, Signature signature) {
        return new Fingerprint(seed, shards, signature.text(), signature.leaves(), signature.hash());
    }

    /** What differs between the plan that state was saved under, this one, and the one that is to go on with it. */
    public List<String> differences(Fingerprint now) {
        List<String> differences = new ArrayList<>();
        if (seed != now.seed) {
            differences.add("seed " + seed + " → " + now.seed);
        }
        if (shards != now.shards) {
            differences.add("shards " + shards + " → " + now.shards);
        }
        if (streams != now.streams) {
            differences.add("streams " + streams + " → " + now.streams);
        }
        if (!tree.equals(now.tree)) {
            differences.add("tree " + firstDifference(tree, now.tree));
        } else if (hash != now.hash && streams == now.streams) {
            differences.add("other streams in the pool, or other weights");
        }
        return differences;
    }

    /** @throws RefusedStateException if state that was saved under {@code saved} cannot be resumed under this plan */
    public void check(Fingerprint saved) throws RefusedStateException {
        List<String> differences = saved.differences(this);
        if (!equals(saved)) {
            throw new RefusedStateException("the saved state belongs to another plan: " + String.join(", ", differences)
                    + ". Resume with the old plan, or start afresh");
        }
    }

    private static String firstDifference(String before, String after) {
        int start = 0;
        while (start < before.length() && start < after.length() && before.charAt(start) == after.charAt(start)) {
            start++;
        }
        int from = Math.max(0, start - 20);
        return "\"" + excerpt(before, from) + "\" → \"" + excerpt(after, from) + "\"";
    }

    private static String excerpt(String text, int from) {
        int to = Math.min(text.length(), from + 60);
        return (from > 0 ? "…" : "") + text.substring(Math.min(from, to), to) + (to < text.length() ? "…" : "");
    }

    /** Layout: seed (8 bytes), shards (4), tree (modified UTF-8 with length), streams, hash (8 each). */
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(seed);
        out.writeInt(shards);
        out.writeUTF(tree);
        out.writeLong(streams);
        out.writeLong(hash);
    }

    public static Fingerprint read(DataInputStream in) throws IOException {
        return new Fingerprint(in.readLong(), in.readInt(), in.readUTF(), in.readLong(), in.readLong());
    }
}
