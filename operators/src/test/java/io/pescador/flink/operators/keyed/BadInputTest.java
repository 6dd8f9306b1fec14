// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong is said: the mux, the thing, the reason, the way out. */
class BadInputTest {

    private static KeyedMuxBuilder<String, Rec> stochastic() {
        return stochastic(StochasticPolicy.of(2));
    }

    private static KeyedMuxBuilder<String, Rec> stochastic(StochasticPolicy policy) {
        return MuxHarness.mux().policy(policy);
    }

    private static void refused(KeyedMuxBuilder<String, Rec> mux, String message) {
        assertThatThrownBy(() -> mux.apply("mix"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mux \"mix\": " + message);
    }

    private static void fails(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(MuxException.class).hasMessage("mux \"mix\": " + message);
    }

    @Test
    void settingsThatCannotBe() {
        refused(stochastic().reservoir(0), "reservoir capacity is 0: it keeps at least one record");
        refused(stochastic().reservoir(4, -1), "reservoir half-life is -1.0: it is a number of records above 0");
        refused(stochastic().maxRepeats(0), "maxRepeats is 0: a record is drawn at least once");
        refused(stochastic().drawsPerRecord(0), "drawsPerRecord is 0.0: it is above 0 and at most a million");
        refused(stochastic().fifo(0, Overflow.DROP_NEWEST), "fifo capacity is 0: it keeps at least one record");
        refused(
                stochastic().spill().maxRepeats(3),
                "maxRepeats and drawsPerRecord belong to reservoir: every other buffer gives a record once");
        refused(
                stochastic(StochasticPolicy.of(2).mode(Mode.EXHAUSTIVE)),
                "mode EXHAUSTIVE needs streams that are all known beforehand: leave out mode, or, in a keyed mux, add streams(…)"
                        + " and spill()");
        refused(
                stochastic(StochasticPolicy.of(2).mode(Mode.EXHAUSTIVE).rate(3))
                        .streams("a")
                        .spill(),
                "spill gives every record, but a stochastic mux (n_active 2 rate 3.0 BINOMIAL EXHAUSTIVE SHARE) leaves the rest of"
                        + " each stream: leave out rate or mode");
        refused(
                MuxHarness.mux().policy(RoundRobinPolicy.of()).weights(id -> 1),
                "a round_robin mux takes its streams in order, so weights mean nothing: leave them out");
        refused(
                stochastic().spill().idleTimeout(Duration.ofSeconds(1)),
                "spill gives every record, so it cannot give up a silent stream: drop idleTimeout, or use fifo");
        refused(stochastic().idleTimeout(Duration.ZERO), "idleTimeout is PT0S: it is above 0");
        refused(stochastic().maxStreams(3), "maxStreams is 3: it is at least twice nActive, 4, and at most 8388608");
        refused(stochastic().streams(), "no streams are declared: name some, or leave out streams(…)");
        refused(stochastic().streams("a", "b", "a"), "stream \"a\" is declared twice");
        refused(stochastic().streams("a", null), "a declared stream is null");
        refused(stochastic().streams("a").maxStreams(10), "the streams are declared: leave out maxStreams");
    }

    /** A mux draws records; it cannot take one back. */
    @Test
    void changesOfAChangelog() throws Exception {
        TypeInformation<Row> type = Types.ROW(Types.STRING);
        KeyedStream<Row, String> rows = StreamExecutionEnvironment.getExecutionEnvironment()
                .fromData(type, Row.of("a"))
                .keyBy(row -> "k", Types.STRING);
        MuxSettings<Row> settings = KeyedMux.on(rows)
                .streamBy(row -> "s")
                .policy(ShuffledPolicy.of())
                .settings("mix");
        try (KeyedOneInputStreamOperatorTestHarness<String, Row, Row> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedMuxOperator<>(settings, OutputMapper.<String, Row>plain(), type),
                        row -> "k",
                        Types.STRING)) {
            harness.open();
            harness.processElement(Row.of("a"), 0);
            fails(
                    () -> harness.processElement(Row.ofKind(RowKind.UPDATE_BEFORE, "a"), 0),
                    "record -U[a] is a change to an earlier one, and what was drawn cannot be taken back: a mux takes"
                            + " inserts only");
        }
    }

    @Test
    void weightsThatCannotBe() {
        refused(
                stochastic().weights(Map.of("a", 1, "b", -0.2)),
                "the weight of stream \"b\" is -0.2: a weight is a number ≥ 0");
        refused(
                stochastic().streams("a", "b").weights(id -> Double.NaN),
                "the weight of stream \"a\" is NaN: a weight is a number ≥ 0");
        refused(stochastic().streams("a", "b").weights(id -> 0), "all weights are 0: at least one must be above");
        refused(
                stochastic().streams("a").weights(id -> Double.parseDouble(id)),
                "weights threw java.lang.NumberFormatException: For input string: \"a\" for stream \"a\"");
    }

    @Test
    void recordsThatCannotBe() throws Exception {
        try (MuxHarness harness = MuxHarness.start(stochastic().weights(Map.of("a", 1, "b", 2)))) {
            fails(
                    () -> harness.send(Rec.of("c", 1)),
                    "stream \"c\" is none of the 2 declared streams: declare it, or filter its records before the mux");
            fails(
                    () -> harness.send(new Rec("k", null, 1, false)),
                    "streamBy gave null for record Rec[key=k, stream=null, n=1, last=false]: each record has a stream");
        }
        try (MuxHarness harness = MuxHarness.start(stochastic().weights(id -> -1))) {
            fails(() -> harness.send(Rec.of("c", 1)), "the weight of stream \"c\" is -1.0: a weight is a number ≥ 0");
        }
        try (MuxHarness harness = MuxHarness.start(stochastic().endsWith(r -> {
            throw new IllegalStateException("no way");
        }))) {
            fails(
                    () -> harness.send(Rec.of("c", 1)),
                    "endsWith threw java.lang.IllegalStateException: no way for record Rec[key=k, stream=c, n=1, last=false]");
        }
        KeyedMux<String, Rec> throwing =
                KeyedMux.on(MuxHarness.mux().records()).streamBy(r -> r.stream().substring(7));
        try (MuxHarness harness = MuxHarness.start(throwing.policy(ShuffledPolicy.of()))) {
            assertThatThrownBy(() -> harness.send(Rec.of("c", 1)))
                    .isInstanceOf(MuxException.class)
                    .hasMessageStartingWith("mux \"mix\": streamBy threw java.lang.StringIndexOutOfBoundsException")
                    .hasMessageEndingWith(" for record Rec[key=k, stream=c, n=1, last=false]");
        }
    }

    @Test
    void aStreamOfWeightZeroIsNeverDrawn() throws Exception {
        try (MuxHarness harness = MuxHarness.start(stochastic().weights(id -> id.equals("a") ? 0 : 1))) {
            for (int i = 0; i < 50; i++) {
                harness.send(Rec.of(i % 2 == 0 ? "a" : "b", i));
            }
            harness.end();
            assertThat(harness.values(Drawn::stream)).hasSizeGreaterThan(20).containsOnly("b");
            assertThat(harness.count(m -> m.passedBy)).isEqualTo(25);
        }
    }

    @Test
    void aRecordAfterTheEndOfADeclaredStream() throws Exception {
        try (MuxHarness harness =
                MuxHarness.start(stochastic().streams("a").spill().endsWith(Rec::last))) {
            harness.send(new Rec("k", "a", 1, true));
            fails(
                    () -> harness.send(Rec.of("a", 2)),
                    "stream \"a\" has a record after its end: Rec[key=k, stream=a, n=2, last=false]."
                            + " Only the last record of a declared stream may end it");
        }
    }

    @Test
    void moreStreamsThanCanBeKept() throws Exception {
        try (MuxHarness harness = MuxHarness.start(
                MuxHarness.mux().policy(ShuffledPolicy.of()).spill().maxStreams(2))) {
            harness.send(Rec.of("a", 1));
            harness.send(Rec.of("b", 1));
            fails(
                    () -> harness.send(Rec.of("c", 1)),
                    "there are more than 2 streams at a time, and each is kept: raise maxStreams (max_streams in a plan), or let streams end with endsWith (ends_with)");
        }
    }

    @Test
    void stateOfAnotherMux() throws Exception {
        MuxHarness harness = MuxHarness.start(stochastic().reservoir(8).seed(1));
        harness.send(Rec.of("a", 1));
        MuxHarness other = harness.restart(stochastic().reservoir(16).seed(1), 1);
        assertThatThrownBy(() -> other.send(Rec.of("a", 2)))
                .isInstanceOf(MuxException.class)
                .hasMessageContaining("the saved state belongs to stochastic(n_active 2 WITH_REPLACEMENT SHARE),"
                        + " reservoir(8, NaN, 2147483647)")
                .hasMessageEndingWith("resume with the old settings, or give the operator another uid");
        other.close();
    }

    @Test
    void stateKeepsItsSeed() throws Exception {
        MuxHarness unbroken =
                MuxHarness.start(stochastic(StochasticPolicy.of(2).rate(2)).seed(1));
        MuxHarness broken =
                MuxHarness.start(stochastic(StochasticPolicy.of(2).rate(2)).seed(1));
        for (int i = 0; i < 200; i++) {
            unbroken.send(Rec.of("s" + i % 5, i));
            broken.send(Rec.of("s" + i % 5, i));
            if (i == 100) {
                broken = broken.restart(
                        stochastic(StochasticPolicy.of(2).rate(2)).seed(2), 1);
            }
        }
        assertThat(broken.values(Drawn::value)).isEqualTo(unbroken.values(Drawn::value));
        unbroken.close();
        broken.close();
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        assertThat(ThrowableClassifier.getThrowableType(new MuxException("labels", "has no weight for \"dog\"")))
                .as("the job fails at once, whatever the restart strategy")
                .isEqualTo(ThrowableType.NonRecoverableError);
    }
}
