// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A step that the plan's author wrote. Its failures say which step of the plan failed, since its code knows nothing of plans. */
record UserStep(String what, String className, SourceLocation at) implements Serializable {

    Streamer.SeededFunction<Sample, Sample> map(Streamer.SeededFunction<Sample, Sample> function) {
        return (sample, random) -> given(() -> function.apply(sample, random));
    }

    Streamer.SeededFunction<Sample, Sample> map(Streamer.SerializableFunction<Sample, Sample> function) {
        return (Sample sample, UniformRandomProvider random) -> given(() -> function.apply(sample));
    }

    Streamer.SerializablePredicate<Sample> filter(Streamer.SerializablePredicate<Sample> predicate) {
        return sample -> guarded(() -> predicate.test(sample));
    }

    Items<Sample> items(Items<Sample> items) {
        return (seed, skip) -> {
            ItemReader<Sample> reader = read(() -> items.open(seed, skip));
            return new ItemReader<>() {
                @Override
                public Sample read() throws IOException {
                    return UserStep.this.read(reader::read);
                }

                @Override
                public void close() throws IOException {
                    reader.close();
                }
            };
        };
    }

    private <R> R read(Callable<R> call) throws IOException {
        try {
            return call.call();
        } catch (Throwable e) {
            throw new IOException(name() + " failed: " + Reasons.of(e), e);
        }
    }

    private Sample given(Supplier<Sample> map) {
        Sample sample = guarded(map);
        if (sample == null) {
            throw new IllegalStateException(
                    name() + " gave no sample: a map gives one for each; leave some out by filter");
        }
        return sample;
    }

    private <R> R guarded(Supplier<R> call) {
        try {
            return call.get();
        } catch (Throwable e) { // also undeclared exceptions, and memory that runs out
            throw new IllegalStateException(name() + " failed: " + Reasons.of(e), e);
        }
    }

    private String name() {
        return at + ": " + what + " " + className;
    }
}
