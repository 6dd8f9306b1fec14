// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy.Mode;
import io.pescador.flink.mux.order.TurnsPolicy;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code mux: round_robin}. */
@Internal
public final class RoundRobinCodec implements PolicyCodec {

    private static final Key<Mode> MODE = Key.of(
                    "mode",
                    Type.oneOf(Mode.EXHAUSTIVE, Mode.CYCLE, Mode.PERMUTED_CYCLE),
                    "What happens when all streams have ended: the mux ends, or begins again, in the same or in"
                            + " a new random order. With `turns` the default is `cycle`: a stream that ends begins again at once.")
            .orElse(Mode.EXHAUSTIVE);

    private static final String TURN = "a turn has a whole number of samples ≥ 1";

    private static final Key<TurnsPolicy> TURNS = Key.of(
            "turns",
            new Type<>(
                    "n, or `{name: n}`",
                    Map.of(
                            "oneOf",
                            List.of(Map.of("type", "object"), Type.count(TURN).schema())),
                    RoundRobinCodec::turns),
            "How many samples a stream gives in its turn; by default 1.");

    private static final Key<Integer> DISTINCT = Key.of(
            "distinct",
            Type.count("a number of turns in a row is a whole number ≥ 1"),
            "With `turns`: each round is in a new random order, in which so many turns in a row are those of different streams.");

    @Override
    public String kind() {
        return "round_robin";
    }

    @Override
    public List<Key<?>> keys(Use use) {
        return use == Use.LIVE ? List.of() : List.of(MODE, TURNS, DISTINCT);
    }

    @Override
    public Policy read(Mapping node, Use use) {
        if (use == Use.LIVE) {
            return RoundRobinPolicy.of();
        }
        Mode mode = node.get(MODE);
        if (!node.has(TURNS)) {
            if (node.has(DISTINCT)) {
                node.refuse(DISTINCT, "distinct counts turns: add turns, 1 for one sample each");
            }
            return new RoundRobinPolicy(mode);
        }
        TurnsPolicy turns = node.get(TURNS);
        if (mode == Mode.PERMUTED_CYCLE) {
            node.refuse(MODE, "mode is permuted_cycle, and with turns that is said otherwise: distinct: 1");
        }
        if (turns == null) {
            return new RoundRobinPolicy(mode); // what is wrong was reported
        }
        Integer distinct = node.get(DISTINCT);
        boolean passedOver = node.has(MODE) && mode == Mode.EXHAUSTIVE;
        return turns.distinct(distinct == null ? 0 : distinct)
                .ended(passedOver ? TurnsPolicy.Ended.PASSED_OVER : TurnsPolicy.Ended.BEGINS_AGAIN);
    }

    private static TurnsPolicy turns(Value value) {
        Type<Integer> turn = Type.count(TURN);
        Mapping mapping = value.mapping();
        if (mapping == null) {
            Integer all = turn.reader().apply(value);
            return all == null ? null : TurnsPolicy.of(all);
        }
        List<String> names = List.copyOf(mapping.words());
        List<Integer> turns = new ArrayList<>();
        names.forEach(name -> turns.add(turn.reader().apply(mapping.value(name))));
        if (names.isEmpty()) {
            return value.refuse("turns is empty: give each stream its turn");
        }
        return turns.contains(null) ? null : new TurnsPolicy(turns, names, 0, TurnsPolicy.Ended.BEGINS_AGAIN);
    }
}
