// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Every key of a plan, and what it may stand at. What is read, what is documented and what editors complete all come from here, so that they
 * cannot drift apart.
 */
public enum Key implements PlanKey {
    // the job
    SEED("whole number", Owner.JOB),
    SHARDS("whole number ≥ 1", Owner.JOB),
    STOP("{samples | batches | epochs: whole number ≥ 1}", Owner.JOB),
    OUTPUT("text", Owner.JOB),
    STATE("text", Owner.JOB),
    PROVENANCE("true or false", Owner.JOB),
    VARS("{name: value}", Owner.JOB),
    MAX_OPEN("whole number ≥ 1", Owner.JOB),
    PACE("whole number ≥ 1, or none", Owner.JOB),

    // muxes
    MUX("stochastic, shuffled, round_robin or chain", Owner.STOCHASTIC, Owner.SHUFFLED, Owner.ORDERED),
    STREAMS("[node, …]", Owner.STOCHASTIC, Owner.SHUFFLED, Owner.ORDERED),
    OF("node", Owner.STOCHASTIC, Owner.SHUFFLED, Owner.ORDERED),
    EACH("name of a capture", Owner.STOCHASTIC, Owner.SHUFFLED, Owner.ORDERED),
    N_ACTIVE("whole number ≥ 1", Owner.STOCHASTIC),
    RATE("number ≥ 1", Owner.STOCHASTIC),
    DIST("constant, poisson or binomial", Owner.STOCHASTIC),
    MODE("a mode of the mux", Owner.STOCHASTIC, Owner.ORDERED),
    WEIGHTS("[number, …], {name or pattern: number}, file, or {per: rows}", Owner.STOCHASTIC, Owner.SHUFFLED),
    WEIGHTING("share or pescador", Owner.STOCHASTIC, Owner.SHUFFLED),
    PRUNE_EMPTY_STREAMS("true or false", Owner.STOCHASTIC),

    // leaves
    ITEMS("[item, …]", Owner.ITEMS),
    NPZ("path or pattern", Owner.FILES),
    NPY("path or pattern", Owner.FILES),
    CSV("path or pattern", Owner.FILES),
    JSONL("path or pattern", Owner.FILES),
    TEXT("path or pattern", Owner.FILES),
    PARQUET("path or pattern", Owner.FILES),
    CLASS("name of a Java class", Owner.CODE),
    FIELDS("[name, …] or {name: what}", Owner.FILES),
    TYPES("{name: type}", Owner.FILES),
    HEADER("true or false", Owner.FILES),
    SEPARATOR("one character", Owner.FILES),
    ROWS("in_order, shuffled, rotating or random", Owner.FILES, Owner.CODE),
    WINDOW("whole number ≥ 1, or {size, stride}", Owner.FILES),
    SPLIT("true or false", Owner.FILES),

    // every node
    NAME("text", Owner.nodes()),
    MAP("name of a Java class", Owner.nodes()),
    FILTER("name of a Java class", Owner.nodes()),
    CYCLE("true or false", Owner.nodes()),
    EPOCHS("whole number ≥ 1", Owner.nodes()),
    RESHUFFLE("true or false", Owner.nodes()),
    CACHE("{size, prob}", Owner.nodes()),
    MAX_ITER("whole number ≥ 1", Owner.nodes()),
    BUFFER("whole number ≥ 1, or {size, partial}", Owner.nodes()),
    ON_ERROR("fail or skip", Owner.nodes());

    /** What a key may stand at. */
    enum Owner {
        JOB("a plan"),
        STOCHASTIC("a stochastic mux"),
        SHUFFLED("a shuffled mux"),
        ORDERED("a round_robin or chain mux"),
        ITEMS("a leaf of items"),
        FILES("a leaf that reads files"),
        CODE("a leaf of your own class");

        private final String title;

        Owner(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private static Owner[] nodes() {
            return EnumSet.complementOf(EnumSet.of(JOB)).toArray(new Owner[0]);
        }
    }

    private final String takes;
    private final Set<Owner> owners;

    Key(String takes, Owner... owners) {
        this.takes = takes;
        this.owners = EnumSet.copyOf(Arrays.asList(owners));
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What may be given, in a few words. */
    public String takes() {
        return takes;
    }

    Set<Owner> owners() {
        return owners;
    }

    boolean mayStandAt(Set<Owner> here) {
        return owners.stream().anyMatch(here::contains);
    }

    /** The keys that may stand at any of these, in the order of this list. */
    static List<String> wordsAt(Set<Owner> here) {
        return Arrays.stream(values())
                .filter(key -> key.mayStandAt(here))
                .map(Key::word)
                .toList();
    }

    /** @return the key of that name, or null */
    static Key of(String word) {
        for (Key key : values()) {
            if (key.word().equals(word)) {
                return key;
            }
        }
        return null;
    }
}
