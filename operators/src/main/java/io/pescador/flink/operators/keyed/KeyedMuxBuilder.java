// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.operators.keyed.core.BufferRule;
import io.pescador.flink.operators.keyed.core.ReservoirRule;
import io.pescador.flink.operators.keyed.core.SequenceRule;
import io.pescador.flink.operators.keyed.core.SingleKeySettings;
import io.pescador.flink.streamer.Cut;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Sets up a keyed mux; {@link #apply} adds it to the pipeline. Each method changes the builder and returns it.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
@PublicEvolving
public final class KeyedMuxBuilder<K, T> {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedMuxBuilder.class);

    /** The most records of a stream that a buffer keeps where nothing else is set. */
    public static final int DEFAULT_CAPACITY = 256;

    private static final int DEFAULT_STREAMS = 1024;
    private static final int DEFAULT_KEPT_STREAMS = 4096;

    private enum Kind {
        RESERVOIR,
        FIFO,
        SPILL
    }

    private final KeyedMux<K, T> mux;
    private final Policy policy;
    private String[] declared;
    private StreamWeight weight;
    private StreamEnd<T> end;
    private Kind kind = Kind.RESERVOIR;
    private int capacity = DEFAULT_CAPACITY;
    private double halfLife = Double.NaN;
    private Overflow overflow;
    private Integer maxRepeats;
    private Double drawsPerRecord;
    private Duration idleTimeout;
    private Duration expiry;
    private TimeDomain expireIn;
    private Integer maxStreams;
    private Long seed;

    KeyedMuxBuilder(KeyedMux<K, T> mux, Policy policy) {
        this.mux = mux;
        this.policy = policy;
    }

    /**
     * The ids of all streams, in the order of the pool. Not set: streams are discovered as their records come. A record of any other stream
     * fails the job.
     */
    public KeyedMuxBuilder<K, T> streams(String... ids) {
        declared = ids.clone();
        return this;
    }

    /** The ids of all streams, in the order of the pool. */
    public KeyedMuxBuilder<K, T> streams(Collection<String> ids) {
        declared = ids.toArray(String[]::new);
        return this;
    }

    /** Declares the streams with their weights; the pool is in the order of the ids. */
    public KeyedMuxBuilder<K, T> weights(Map<String, ? extends Number> weights) {
        Map<String, Double> copy = new LinkedHashMap<>();
        new TreeMap<>(weights).forEach((id, w) -> copy.put(id, w.doubleValue()));
        declared = copy.keySet().toArray(String[]::new);
        weight = copy::get;
        return this;
    }

    /** The weight of each stream. Not set: all count the same. */
    public KeyedMuxBuilder<K, T> weights(StreamWeight function) {
        weight = mux.records().getExecutionEnvironment().clean(function);
        return this;
    }

    /**
     * Keeps a random sample of each stream so far, from which is drawn again and again: the buffer that balances streams of different
     * pace, and the default, with a capacity of 256.
     *
     * @param capacity the most records of a stream that are kept, ≥ 1
     */
    public KeyedMuxBuilder<K, T> reservoir(int capacity) {
        return reservoir(capacity, Double.NaN);
    }

    /**
     * The same, leaning to the recent: the chance that a record is kept halves with every {@code halfLife} records of its stream.
     *
     * @param capacity the most records of a stream that are kept, ≥ 1; no more than 1.44 half-lives are used
     * @param halfLife in records of the stream, above 0
     */
    public KeyedMuxBuilder<K, T> reservoir(int capacity, double halfLife) {
        kind = Kind.RESERVOIR;
        this.capacity = capacity;
        this.halfLife = halfLife;
        return this;
    }

    /** How often a reservoir gives the same record at most, ≥ 1; not set: there is no limit. */
    public KeyedMuxBuilder<K, T> maxRepeats(int times) {
        maxRepeats = times;
        return this;
    }

    /** How many draws from reservoirs each record that comes allows; default 1. */
    public KeyedMuxBuilder<K, T> drawsPerRecord(double draws) {
        drawsPerRecord = draws;
        return this;
    }

    /**
     * Keeps each stream's records in order and gives each once at most. A draw waits for the stream that it drew, so the rarest stream
     * sets the pace.
     *
     * @param capacity the most records of a stream that are kept, ≥ 1
     * @param overflow what goes when there are more
     */
    public KeyedMuxBuilder<K, T> fifo(int capacity, Overflow overflow) {
        kind = Kind.FIFO;
        this.capacity = capacity;
        this.overflow = overflow;
        return this;
    }

    /** Keeps all records of all streams in the state backend and gives each exactly once: for bounded input. */
    public KeyedMuxBuilder<K, T> spill() {
        kind = Kind.SPILL;
        return this;
    }

    /** Which records are the last of their stream. That record is given like any other. Without it streams end with the input. */
    public KeyedMuxBuilder<K, T> endsWith(StreamEnd<T> end) {
        this.end = mux.records().getExecutionEnvironment().clean(end);
        return this;
    }

    /**
     * After what processing time without a record a stream that holds a slot counts as ended; off by default. It comes back with its next
     * record. What is drawn then depends on the clock.
     */
    public KeyedMuxBuilder<K, T> idleTimeout(Duration timeout) {
        idleTimeout = timeout;
        return this;
    }

    /**
     * Lets a key go that no record has arrived for: what it still holds is emitted, as at the end of the input, and all of its state is
     * removed. Off by default: then state grows with the number of keys. With its next record a key starts anew, with the same seed.
     *
     * @param silence for how long no record of the key arrives, above 0
     * @param time event time, by which records must have timestamps and the same keys expire in each run; or processing time
     */
    public KeyedMuxBuilder<K, T> expireAfter(Duration silence, TimeDomain time) {
        expiry = silence;
        expireIn = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * The most discovered streams that a key knows at a time; default 1024, and 4096 under {@link #spill}. When there are more, a
     * stochastic mux forgets one that waits, at random; every other mux fails, since it keeps records of each.
     */
    public KeyedMuxBuilder<K, T> maxStreams(int streams) {
        maxStreams = streams;
        return this;
    }

    /** The seed of all randomness. Not set: one is drawn and logged. State that is restored keeps its own. */
    public KeyedMuxBuilder<K, T> seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Adds the mux to the pipeline.
     *
     * @param name of the operator, and what messages call the mux
     * @throws IllegalArgumentException if something that it was told is wrong; the message names the mux and the way out
     */
    public SingleOutputStreamOperator<T> apply(String name) {
        return add(name, OutputMapper.<K, T>plain(), mux.records().getType());
    }

    /** Adds the mux to the pipeline, which gives its records with where they came from. */
    public SingleOutputStreamOperator<Drawn<K, T>> applyDrawn(String name) {
        Map<String, TypeInformation<?>> fields = new LinkedHashMap<>();
        fields.put("key", keyType());
        fields.put("stream", Types.STRING);
        fields.put("draw", Types.LONG);
        fields.put("activation", Types.LONG);
        fields.put("age", Types.LONG);
        fields.put("repeats", Types.INT);
        fields.put("value", mux.records().getType());
        return add(name, OutputMapper.<K, T>drawn(), drawnType(fields));
    }

    @SuppressWarnings("unchecked")
    private static <K, T> TypeInformation<Drawn<K, T>> drawnType(Map<String, TypeInformation<?>> fields) {
        return Types.POJO((Class<Drawn<K, T>>) (Class<?>) Drawn.class, fields);
    }

    private TypeInformation<K> keyType() {
        return mux.records().getKeyType();
    }

    private <O> SingleOutputStreamOperator<O> add(String name, OutputMapper<K, T, O> maker, TypeInformation<O> type) {
        MuxSettings<T> settings;
        try {
            settings = settings(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("mux \"" + name + "\": " + e.getMessage(), e);
        }
        SingleOutputStreamOperator<O> result = mux.records()
                .transform(
                        name,
                        type,
                        new KeyedMuxOperator<>(settings, maker, mux.records().getType()));
        return mux.maxParallelism() > 0 ? result.setMaxParallelism(mux.maxParallelism()) : result;
    }

    /**
     * What the mux of each key needs to know, where another owner runs it.
     *
     * @throws IllegalArgumentException if something that it was told is wrong; the message has the way out
     */
    @Internal
    public SingleKeySettings ofEachKey() {
        return settings("", 0).ofEachKey();
    }

    // ---- checks

    MuxSettings<T> settings(String name) {
        return settings(name, seed != null ? seed : drawn(name));
    }

    private MuxSettings<T> settings(String name, long seed) {
        boolean spills = kind == Kind.SPILL;
        boolean isClosed = spills && declared != null;
        boolean isWeighted = weight != null;
        checkStreams();
        BufferRule rule = rule();
        if (idleTimeout != null && (idleTimeout.isNegative() || idleTimeout.isZero())) {
            throw new IllegalArgumentException("idleTimeout is " + idleTimeout + ": it is above 0");
        }
        if (idleTimeout != null && spills) {
            throw new IllegalArgumentException(
                    "spill gives every record, so it cannot give up a silent stream: drop idleTimeout, or use fifo");
        }
        if (expiry != null && expiry.toMillis() < 1) {
            throw new IllegalArgumentException("expireAfter is " + expiry + ": it is at least a millisecond");
        }
        double[] weights = isWeighted && declared != null ? declaredWeights() : null;
        Policy ofLane = ofLane();
        int slots = ofLane.passesWaitingStreams() ? ofLane.slots(Integer.MAX_VALUE) : 0;
        int most = declared != null ? Math.max(declared.length, 1) : most(spills, slots);
        String fingerprint = policy.kind() + "(" + policy.settings() + "), " + rule.describe() + ", "
                + (declared == null
                        ? most + " streams at most"
                        : declared.length + " streams #" + Integer.toHexString(Arrays.hashCode(declared)))
                + (weights == null
                        ? isWeighted ? ", weighted" : ""
                        : ", weights #" + Integer.toHexString(Arrays.hashCode(weights)));
        SingleKeySettings ofEachKey = new SingleKeySettings(
                declared,
                isClosed ? fixed(weights) : null,
                isClosed ? null : ofLane.over(new LivePool(most, isWeighted)),
                slots > 0 && !spills,
                slots > 0 && !spills && declared == null,
                rule,
                idleTimeout == null ? 0 : idleTimeout.toMillis(),
                expiry == null ? 0 : expiry.toMillis(),
                most,
                fingerprint);
        return new MuxSettings<>(name, mux.stream(), end, weight, expireIn, seed, ofEachKey);
    }

    private Pickers<Picker> fixed(double[] weights) {
        if (!policy.givesAll()) {
            throw new IllegalArgumentException("spill gives every record, but a " + policy.kind() + " mux ("
                    + policy.settings() + ") leaves the rest of each stream: leave out rate or mode");
        }
        return policy.over(FixedPool.of(declared.length, weights));
    }

    /** The policy of each lane: all of them have the same. */
    private Policy ofLane() {
        int lanes = mux.lanes();
        if (lanes == 1) {
            return policy;
        }
        Policy first = policy.part(Cut.shard(0, lanes));
        for (int lane = 1; lane < lanes; lane++) {
            if (!policy.part(Cut.shard(lane, lanes)).equals(first)) {
                throw new IllegalArgumentException("nActive is " + policy.slots(Integer.MAX_VALUE) + ", which " + lanes
                        + " lanes cannot divide evenly: make it a multiple of the lanes");
            }
        }
        return first;
    }

    private void checkStreams() {
        if (declared == null) {
            return;
        }
        if (mux.lanes() > 1) {
            throw new IllegalArgumentException(
                    "lanes deal streams as they turn up: leave out streams(…), or use one key");
        }
        if (declared.length == 0) {
            throw new IllegalArgumentException("no streams are declared: name some, or leave out streams(…)");
        }
        if (maxStreams != null) {
            throw new IllegalArgumentException("the streams are declared: leave out maxStreams");
        }
        Set<String> seen = new HashSet<>();
        for (String id : declared) {
            if (id == null || !seen.add(id)) {
                throw new IllegalArgumentException(
                        id == null ? "a declared stream is null" : "stream \"" + id + "\" is declared twice");
            }
        }
    }

    private double[] declaredWeights() {
        double[] weights = new double[declared.length];
        double sum = 0;
        for (int i = 0; i < declared.length; i++) {
            try {
                weights[i] = weight.weight(declared[i]);
            } catch (Exception e) {
                throw new IllegalArgumentException("weights threw " + e + " for stream \"" + declared[i] + "\"", e);
            }
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException(
                        "the weight of stream \"" + declared[i] + "\" is " + weights[i] + ": a weight is a number ≥ 0");
            }
            sum += weights[i];
        }
        if (sum == 0) {
            throw new IllegalArgumentException("all weights are 0: at least one must be above");
        }
        return weights;
    }

    private BufferRule rule() {
        if (kind != Kind.RESERVOIR && (maxRepeats != null || drawsPerRecord != null)) {
            throw new IllegalArgumentException(
                    "maxRepeats and drawsPerRecord belong to reservoir: every other buffer gives a record once");
        }
        return switch (kind) {
            case RESERVOIR -> ReservoirRule.of(
                    capacity,
                    halfLife,
                    maxRepeats == null ? Integer.MAX_VALUE : maxRepeats,
                    drawsPerRecord == null ? 1 : drawsPerRecord);
            case FIFO -> overflow == Overflow.DROP_NEWEST
                    ? SequenceRule.dropNewest(capacity)
                    : SequenceRule.dropOldest(capacity);
            case SPILL -> SequenceRule.spill();
        };
    }

    private int most(boolean spills, int slots) {
        int most = maxStreams != null
                ? maxStreams
                : spills ? DEFAULT_KEPT_STREAMS : Math.max(DEFAULT_STREAMS, Math.multiplyExact(2, slots));
        if (most < Math.max(1, 2 * slots) || most > KeyedMuxOperator.MAX_STREAMS) {
            throw new IllegalArgumentException("maxStreams is " + most + ": it is at least twice nActive, "
                    + Math.max(1, 2 * slots) + ", and at most " + KeyedMuxOperator.MAX_STREAMS);
        }
        return most;
    }

    private static long drawn(String name) {
        long drawn = new SplittableRandom().nextLong();
        LOG.info("mux \"{}\": no seed was set, this run has seed {}", name, drawn);
        return drawn;
    }
}
