// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.function.IntToLongFunction;

/** The streams that may be activated now, and the rule by which the next one is chosen. */
interface StreamChooser {

    /** How many there are. */
    int size();

    /** Whether a stream is one of them. */
    boolean contains(int stream);

    /** How many streams there were before any was taken or dropped. */
    int most();

    /** The next stream to activate; it stays a candidate. Only if there is one. */
    int choose(UniformRandomProvider random);

    /**
     * The stream that will probably be chosen after others; a hint.
     *
     * @param ahead how many others
     * @param quotas what each of them will be charged
     * @param random what {@link #choose} will be given then
     */
    int foresee(int ahead, IntToLongFunction quotas, UniformRandomProvider random);

    /** Takes a candidate out, until it is put back. */
    void take(int stream);

    /** Makes a stream a candidate again. */
    void put(int stream);

    /** Takes a stream out for good: the others share what was its part. */
    void drop(int stream);

    /** An activation of {@code stream} may give {@code samples} from now on; less than 0: so many fewer than it was charged with. */
    default void charge(int stream, long samples) {}

    /** An activation of {@code stream}, which holds one slot at most, begins. */
    default void activated(int stream) {}

    /** An activation of {@code stream} begins that may give {@code samples}. */
    default void grant(int stream, long samples) {}

    /** An activation of {@code stream} is over. It gave so much of what it was charged, or more if the charge was a guess. */
    default void over(int stream, long charged, long gave, long carried) {}

    /** An activation of {@code stream} gave samples that it was charged with. */
    default void gave(int stream, long samples) {}

    /** An activation of {@code stream} gave nothing: it is treated as if it had given {@code samples}, so that others have their turn. */
    default void penalize(int stream, long samples) {}

    /** How much an activation of {@code stream} will probably give, unless its quota is used up before. */
    default long expected(int stream) {
        return Long.MAX_VALUE;
    }

    /** An activation of {@code stream} came to the stream's end after {@code length} samples. */
    default void ended(int stream, long length) {}

    /** How many samples {@code stream} is ahead of its share; less than 0 if behind. */
    default double lead(int stream) {
        return 0;
    }

    /**
     * The candidates of an open pool after {@code stream} became one.
     *
     * @param weights of all streams now, or null where they do not matter
     */
    StreamChooser entered(int stream, double[] weights);

    /** The candidates of an open pool after {@code stream}, which holds no slot, was taken out. */
    StreamChooser left(int stream, double[] weights);

    void save(StateOut out) throws IOException;
}
