// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.flow.FlowCounts;
import io.pescador.flink.jobs.flow.FlowMux;
import io.pescador.flink.jobs.plan.FlowKey;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.concurrent.ExecutionException;

/** A mux of lines on its way, from its start to its summary. */
final class MuxRun {

    private final FlowMux mux;
    private final Sink<String> sink;
    private final Terminal terminal;

    MuxRun(FlowMux mux, Sink<String> sink, Terminal terminal) {
        this.mux = mux;
        this.sink = sink;
        this.terminal = terminal;
    }

    /** @return the exit code */
    int in(StreamExecutionEnvironment env) throws Exception {
        try {
            mux.addTo(env).sinkTo(sink).setParallelism(1).name("write").uid("write");
        } catch (IllegalArgumentException e) {
            terminal.say(mux.plan().file() + ": " + inWordsOfPlans(e.getMessage()));
            return Exit.WRONG;
        }
        long start = System.nanoTime();
        JobClient client = env.executeAsync("pescador mux " + mux.plan().file());
        Thread interrupted = new Thread(() -> {
            terminal.say("interrupted. What waited in the mux is gone");
            client.cancel();
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            JobExecutionResult result = client.getJobExecutionResult().get();
            SampleRun.stopListening(interrupted);
            FlowCounts read = result.getAccumulatorResult(FlowMux.READ);
            FlowCounts given = result.getAccumulatorResult(FlowMux.GIVEN);
            new FlowSummary(read, given)
                    .lines(mux.plan().file(), mux.seed(), seconds(start))
                    .forEach(terminal::say);
            return Exit.DONE;
        } catch (ExecutionException e) {
            SampleRun.stopListening(interrupted);
            return ended(e, start);
        }
    }

    private int ended(ExecutionException e, long start) {
        if (Failure.isReaderGone(e)) {
            return Exit.DONE; // it had enough
        }
        if (Failure.isEnough(e)) {
            terminal.say(FlowSummary.head(mux.plan().file(), Failure.told(e), mux.seed(), seconds(start)));
            return Exit.DONE;
        }
        terminal.say(mux.plan().file() + ": " + inWordsOfPlans(Failure.told(e)) + LogFile.hint());
        return Exit.FAILED;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Messages of the keyed mux speak of its methods, {@code maxStreams}; a plan has keys, {@code max_streams}. */
    private static String inWordsOfPlans(String message) {
        String words = message;
        for (FlowKey key : FlowKey.values()) {
            StringBuilder method = new StringBuilder();
            for (char letter : key.word().toCharArray()) {
                boolean begins = !method.isEmpty() && method.charAt(method.length() - 1) == '_';
                if (begins) {
                    method.setLength(method.length() - 1);
                }
                method.append(begins ? Character.toUpperCase(letter) : letter);
            }
            words = words.replaceAll("\\b" + method + "\\b", key.word());
        }
        return words;
    }
}
