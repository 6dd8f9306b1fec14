// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ContentException;
import io.pescador.flink.streamer.items.ProcessLimit;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.SkippedStreams;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/**
 * A streamer whose failures do not fail the job: it is opened again where it failed, and if that does not help, dropped for good, which is
 * counted and reported. A dropped streamer has nothing to give any more.
 *
 * <p>A stream is dropped only for a fault of its own. What the process lacks ({@link ProcessLimit}) fails the job at once. So do
 * {@link SkippedStreams#IN_A_ROW} streams in a row that cannot be read, with no item of any between, unless their content is at fault
 * ({@link ContentException}).
 */
final class SkippingStreamer<T> extends StepStreamer<T, T> {

    private final int retries;

    private SkippingStreamer(Streamer<T> streamer, int retries) {
        super(streamer);
        this.retries = retries;
    }

    static <T> Streamer<T> of(Streamer<T> streamer, int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries is " + retries + ": it is a number ≥ 0");
        }
        return new SkippingStreamer<>(streamer, retries);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new SkippingStreamer<>(other, retries);
    }

    @Override
    String words() {
        return "on_error skip";
    }

    private final class Active implements ActiveStream<T> {

        private final ActivationContext context;
        private ActiveStream<T> stream;
        private long wanted;
        private int failures;
        private boolean dropped;
        private boolean adopted;

        Active(ActivationContext context) throws IOException {
            this.context = context;
            wanted = context.atMost();
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.SKIP);
                dropped = state.flag();
            } else {
                dropped = context.shard().skippedStreams().contains(context.path());
            }
            stream = dropped ? null : streamer.activate(context);
        }

        @Override
        public PollResult poll() throws IOException {
            while (!dropped) {
                try {
                    PollResult answer = stream.poll();
                    if (answer == PollResult.ITEM) {
                        failures = 0;
                        context.shard().skippedStreams().gaveItem();
                        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
                    }
                    return answer;
                } catch (IOException | RuntimeException e) {
                    if (ProcessLimit.in(e) != null) {
                        throw e;
                    }
                    byte[] before = saved();
                    closeQuietly(e);
                    if (failures++ == retries) {
                        drop(e);
                    } else {
                        reopen(before);
                    }
                }
            }
            return PollResult.END;
        }

        private byte[] saved() throws IOException {
            StateOut out = new StateOut();
            stream.save(out);
            return out.toByteArray();
        }

        private void reopen(byte[] state) throws IOException {
            ActivationContext again = context.again(context.seed(), wanted, new StateIn(state));
            stream = streamer.activate(adopted ? again.inTurn() : again);
        }

        private void drop(Exception e) throws IOException {
            dropped = true;
            stream = null;
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!isOfTheContent(e) && context.shard().skippedStreams().isLastInARow()) {
                throw new IOException(
                        SkippedStreams.IN_A_ROW
                                + " streams in a row cannot be read, and nothing was read between, so that is not left"
                                + " out under on_error: mend what they are read from. The last: " + why,
                        e);
            }
            context.shard().skippedStreams().add(context.path(), streamer.name() + " is left out from now on: " + why);
        }

        private static boolean isOfTheContent(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ContentException) {
                    return true;
                }
            }
            return false;
        }

        private void closeQuietly(Exception reason) {
            try {
                stream.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }

        @Override
        public T item() {
            return stream.item();
        }

        @Override
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.SKIP);
            out.flag(dropped);
            if (!dropped) {
                stream.save(out);
            }
        }

        @Override
        public void adopt() {
            adopted = true;
            if (!dropped) {
                stream.adopt();
            }
        }

        @Override
        public void close() throws IOException {
            if (!dropped) {
                stream.close();
            }
        }
    }
}
