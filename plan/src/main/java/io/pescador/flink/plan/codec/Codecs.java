// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.format.Formats;
import io.pescador.flink.plan.codec.PolicyCodec.Use;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.step.StepCodec;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** All codecs that there are: those of this library, and those that jars beside it bring. Immutable. */
@Internal
public final class Codecs {

    private final Map<String, PolicyCodec> policies = new LinkedHashMap<>();
    private final List<StepCodec> steps = new ArrayList<>();
    private final Map<String, LeafCodec> leaves = new LinkedHashMap<>();

    private final Key<String> mux;
    private final Key<String> liveMux;

    private Codecs() {
        load(PolicyCodec.class).forEach(policy -> policies.putIfAbsent(policy.kind(), policy));
        mux = SpecReader.mux(kindsOfMux());
        liveMux = LiveKeys.mux(kindsOfMux());
        steps.addAll(load(StepCodec.class));
        leaves.put("items", new ItemsCodec());
        Formats.all().values().forEach(format -> leaves.put(format.name(), new FormatCodec(format)));
        leaves.put("class", new ClassCodec());
    }

    /** Those that the thread's class loader finds now. */
    public static Codecs find() {
        return new Codecs();
    }

    /** The library's own first, then those that only the thread's class loader knows. */
    private static <T> List<T> load(Class<T> service) {
        Map<Class<?>, T> found = new LinkedHashMap<>();
        ServiceLoader.load(service, service.getClassLoader()).forEach(codec -> found.put(codec.getClass(), codec));
        ServiceLoader.load(service).forEach(codec -> found.putIfAbsent(codec.getClass(), codec));
        return List.copyOf(found.values());
    }

    List<String> kindsOfMux() {
        return List.copyOf(policies.keySet());
    }

    PolicyCodec policy(String kind) {
        return policies.get(kind);
    }

    List<StepCodec> steps() {
        return steps;
    }

    List<String> kindsOfLeaf() {
        return List.copyOf(leaves.keySet());
    }

    LeafCodec leaf(String kind) {
        return leaves.get(kind);
    }

    // ---- keys, for messages, schemas and the documentation

    /** The keys of the job of a plan for {@code pescador sample}. */
    public Codec job() {
        return new Codec("a plan", SampleJobKeys.ALL);
    }

    /** The keys of every node. */
    public Codec node() {
        List<Key<?>> keys = new ArrayList<>(List.of(Keys.NAME));
        steps.forEach(step -> keys.addAll(step.keys()));
        keys.add(Keys.ON_ERROR);
        return new Codec("a node", keys);
    }

    /** The keys of each kind of mux, those of all muxes first. */
    public Map<String, Codec> muxes() {
        Map<String, Codec> muxes = new LinkedHashMap<>();
        policies.forEach((kind, policy) -> {
            List<Key<?>> keys = new ArrayList<>(List.of(mux, SpecReader.STREAMS, SpecReader.OF, SpecReader.EACH));
            keys.addAll(policy.keys(Use.SAMPLES));
            muxes.put(kind, new Codec("a " + kind + " mux", keys));
        });
        return muxes;
    }

    /** The keys of each kind of leaf. */
    public Map<String, Codec> leaves() {
        Map<String, Codec> all = new LinkedHashMap<>();
        leaves.forEach((kind, leaf) -> all.put(kind, new Codec(leaf.title(), leaf.keys())));
        return all;
    }

    /** All keys of plans for {@code pescador sample}. */
    List<Codec> everything() {
        List<Codec> all = new ArrayList<>(List.of(job()));
        all.addAll(muxes().values());
        all.addAll(leaves().values());
        all.add(node());
        return all;
    }

    /** The key that says which kind of mux a node is. */
    Key<String> mux() {
        return mux;
    }

    /** The same in a plan for records that flow by. */
    Key<String> liveMux() {
        return liveMux;
    }
}
