// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.List;

/** Reads what a node does to its samples. */
final class StepsReader {

    private static final String BATCH = "a batch has a whole number of samples ≥ 1";
    private static final String KEPT = "a cache keeps a whole number of samples ≥ 1";

    private StepsReader() {}

    static Steps read(Fields fields) {
        String onError = fields.text(Key.ON_ERROR, "what to do about a stream that fails: fail or skip");
        if (onError != null && !onError.equals("fail") && !onError.equals("skip")) {
            fields.refuse(
                    fields.place(Key.ON_ERROR),
                    "on_error is \"" + onError
                            + "\": a stream that fails can fail the job or be left out: fail or skip");
        }
        boolean cycle = fields.flag(Key.CYCLE, false);
        Long epochs = fields.whole(Key.EPOCHS, 1, "a whole number of passes ≥ 1");
        if (cycle && epochs != null) {
            fields.refuse(fields.place(Key.EPOCHS), "cycle is endless, and epochs are counted: keep one of the two");
        }
        if (fields.has(Key.RESHUFFLE) && !cycle && epochs == null) {
            fields.refuse(
                    fields.place(Key.RESHUFFLE), "reshuffle says how passes differ: it goes with cycle or epochs");
        }
        return new Steps(
                named(fields, Key.MAP),
                named(fields, Key.FILTER),
                onError == null ? null : onError.equals("skip"),
                cycle ? Steps.ENDLESS : epochs == null ? 1 : epochs,
                fields.flag(Key.RESHUFFLE, true),
                cache(fields),
                fields.whole(Key.MAX_ITER, 1, "the most samples of an activation is a whole number ≥ 1"),
                buffer(fields));
    }

    private static Steps.Named named(Fields fields, Key key) {
        String name = fields.text(key, "the name of a Java class");
        return name == null ? null : new Steps.Named(name, fields.place(key));
    }

    private static Steps.Cache cache(Fields fields) {
        Node node = fields.node(Key.CACHE);
        if (node == null) {
            return null;
        }
        if (!(node instanceof MappingNode mapping)) {
            Integer size = fields.count(Key.CACHE, KEPT);
            return size == null ? null : new Steps.Cache(size, 0.5, fields.place(Key.CACHE));
        }
        Fields cache = Fields.of(mapping, fields.file());
        cache.refuseOthers(List.of("size", "prob"), "cache");
        Integer size = size(cache, KEPT);
        Double prob = cache.number("prob", 0, "the chance of a new sample is a number above 0, and at most 1");
        if (prob != null && (prob == 0 || prob > 1)) {
            cache.wrong("prob", prob, "the chance of a new sample is a number above 0, and at most 1");
        }
        return size == null ? null : new Steps.Cache(size, prob == null ? 0.5 : prob, fields.place(Key.CACHE));
    }

    private static Steps.Buffer buffer(Fields fields) {
        Node node = fields.node(Key.BUFFER);
        if (node == null) {
            return null;
        }
        if (!(node instanceof MappingNode mapping)) {
            Integer size = fields.count(Key.BUFFER, BATCH);
            return size == null ? null : new Steps.Buffer(size, false, fields.place(Key.BUFFER));
        }
        Fields buffer = Fields.of(mapping, fields.file());
        buffer.refuseOthers(List.of("size", "partial"), "buffer");
        Integer size = size(buffer, BATCH);
        boolean partial = buffer.flag("partial", false);
        return size == null ? null : new Steps.Buffer(size, partial, fields.place(Key.BUFFER));
    }

    private static Integer size(Fields fields, String meaning) {
        Long size = fields.whole("size", 1, Integer.MAX_VALUE, meaning);
        if (size == null && fields.node("size") == null) {
            fields.refuse(fields.place(), "size is missing: " + meaning);
        }
        return size == null ? null : size.intValue();
    }
}
