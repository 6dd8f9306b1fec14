// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.console.LogFile;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.count.ShareCounts;
import io.pescador.flink.jobs.cli.count.ShareHistory;
import io.pescador.flink.jobs.cli.count.Tally;
import io.pescador.flink.jobs.cli.failure.JobFailure;
import io.pescador.flink.jobs.cli.report.LivePage;
import io.pescador.flink.jobs.cli.report.Progress;
import io.pescador.flink.jobs.cli.report.ResultFile;
import io.pescador.flink.jobs.cli.report.RunResult;
import io.pescador.flink.jobs.cli.report.Summary;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.sink.internal.TrainerWait;
import io.pescador.flink.source.metrics.SourceStatistics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A job on its way, from its start to its summary. */
@Internal
public final class SampleRun {

    /** Saving takes milliseconds; this is the longest wait after Ctrl-C. */
    private static final long SAVED_WITHIN_SECONDS = 20;

    /** From the client through the job's master to its tasks, all in this process. */
    private static final long TASKS_KNOW_WITHIN_MILLIS = 500;

    /** Heartbeats bring the counts of tasks. */
    private static final long ANSWERED_WITHIN_SECONDS = 2;

    private final SampleJob job;
    private final StateDirectory state;
    private final boolean resumed;
    private final String again;
    private final List<ResultFile> files;
    private final LivePage page;
    private final Terminal terminal;

    /**
     * @param state where it is saved, or null
     * @param resumed whether it resumes from there
     * @param again the command that repeats it from its beginning
     * @param files what to write at its end
     * @param page where to show it while it lasts, or null
     */
    public SampleRun(
            SampleJob job,
            StateDirectory state,
            boolean resumed,
            String again,
            List<ResultFile> files,
            LivePage page,
            Terminal terminal) {
        this.job = job;
        this.state = state;
        this.resumed = resumed;
        this.again = again;
        this.files = files;
        this.page = page;
        this.terminal = terminal;
    }

    /** @return the exit code */
    public int in(StreamExecutionEnvironment env) throws Exception {
        TrainerWait.reset();
        terminal.meanwhile("starting the job …");
        job.addTo(env, state);
        ConsumerProbe.sayAbsent(job, terminal);
        long start = System.nanoTime();
        RunningJob running =
                RunningJob.submit(env, "pescador sample", job.plan().file(), state, terminal);
        if (running.isLeftAlone()) {
            return Exit.DONE;
        }
        if (page != null) {
            page.show(() -> now(running.client(), start));
        }
        Progress progress = Progress.of(running.client(), job.plan(), job.most(), state, resumed, terminal);
        try {
            JobExecutionResult result = running.await(() -> interrupt(running.client()), progress::close);
            if (state != null) {
                state.finish();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return summary(result.getAllAccumulatorResults(), seconds);
        } catch (ExecutionException e) {
            return failed(new JobFailure(e));
        } finally {
            if (page != null) {
                page.close();
            }
        }
    }

    /** What the run has come to; nothing while it starts or ends. */
    private Optional<RunResult> now(JobClient client, long start) {
        try {
            return result(
                    client.getAccumulators().get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS),
                    (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<RunResult> result(Map<String, Object> accumulators, double seconds) {
        return accumulators.get(Tally.NAME) instanceof ShareCounts counts
                        && accumulators.get(ShareHistory.NAME) instanceof ShareHistory history
                ? SourceStatistics.in(accumulators)
                        .map(source ->
                                new RunResult(job.plan(), counts, history, source, job.seed(), seconds, resumed, again))
                : Optional.empty();
    }

    private int summary(Map<String, Object> accumulators, double seconds) {
        Optional<RunResult> ended = result(accumulators, seconds);
        if (ended.isEmpty()) {
            // Flink starts nothing of a job whose last checkpoint was made after its end.
            terminal.say(state.endedBefore());
            return Exit.DONE;
        }
        RunResult run = ended.get();
        Summary.lines(run).forEach(terminal::say);
        for (ResultFile file : files) {
            try {
                file.write(run);
                terminal.say(file.flag().substring(2) + ": " + file.path());
            } catch (IOException e) {
                terminal.say(file.flag() + " " + file.path() + ": cannot be written: " + Reasons.of(e));
                return Exit.FAILED;
            }
        }
        return enough(run.counts(), run.source()) ? Exit.DONE : Exit.FAILED;
    }

    /** Says if fewer samples came than were asked for. @return whether any came */
    private boolean enough(ShareCounts counts, SourceStatistics source) {
        String file = job.plan().file();
        String what = job.plan().givesBatches() ? "batch" : "sample";
        if (counts.records() == 0) {
            terminal.say(file + ": not one " + what + " came" + whyNone(source) + LogFile.hint());
            return false;
        }
        if (job.most() != null && counts.records() < job.most()) {
            terminal.say(file + ": it ended after " + Figures.number(counts.records()) + " of the "
                    + Figures.count(job.most(), what) + " that were asked for: its streams have no more");
        }
        return true;
    }

    private static String whyNone(SourceStatistics source) {
        if (source.skipped() > 0) {
            return ": " + Figures.count(source.skipped(), "stream") + " could not be read and "
                    + (source.skipped() == 1 ? "was" : "were") + " left out (on_error: skip). The log says why";
        }
        return source.activations() > 0
                ? ", though its streams gave some: look at filter, and at the size of buffer"
                : ": its streams hold none. Look at the files, and at window";
    }

    private int failed(JobFailure failure) {
        if (failure.isReaderGone()) {
            return Exit.DONE; // it had enough
        }
        if (failure.isWrongState()) {
            terminal.say((state == null ? job.plan().file() : state.name()) + ": " + Reasons.of(failure.cause())
                    + aboutDamage(failure));
            return Exit.WRONG;
        }
        String stored = state == null ? null : state.name();
        String line = failure.line(job.output().toString(), stored);
        TrainerOutputs.tellFailed(job, line);
        terminal.say(job.plan().file() + ": " + line);
        terminal.say((state == null ? "repeat with: " + again : "resume with: " + resume()) + LogFile.hint());
        return Exit.FAILED;
    }

    private String aboutDamage(JobFailure failure) {
        try {
            return state != null && failure.isDamage() ? state.aboutDamage() : "";
        } catch (IOException | PlanException unreadable) {
            return "";
        }
    }

    /** Writers that no longer wait may write beyond what the trainer allowed, so tasks must know first that they have to save. */
    private static boolean isDoneSoon(CompletableFuture<?> saved) throws InterruptedException, ExecutionException {
        try {
            saved.get(TASKS_KNOW_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private String resume() {
        return "pescador resume " + ShellCommand.quoted(state.name());
    }

    private void interrupt(JobClient client) {
        if (state == null) {
            terminal.say("interrupted. Repeat with: " + again);
            client.cancel();
            TrainerOutputs.tellStopped(job, "interrupted");
            return;
        }
        try {
            CompletableFuture<String> saved =
                    client.stopWithSavepoint(false, state.savepoints(), SavepointFormatType.NATIVE);
            if (!isDoneSoon(saved)) {
                TrainerWait.end();
            }
            saved.get(SAVED_WITHIN_SECONDS, TimeUnit.SECONDS);
            TrainerOutputs.tellStopped(job, "interrupted and saved");
            terminal.say("interrupted and saved. Resume with: " + resume());
        } catch (ExecutionException | TimeoutException e) {
            terminal.say("interrupted, but not saved: " + new JobFailure(e).line()
                    + ". Resume from the last state saved before with: " + resume() + LogFile.hint());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
