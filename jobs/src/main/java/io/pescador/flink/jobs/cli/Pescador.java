// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.internal.Guess;
import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.LogFile;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.failure.JobFailure;
import io.pescador.flink.jobs.cli.failure.LastResort;
import io.pescador.flink.jobs.flow.StandardInput;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.problem.Problem;

import org.apache.flink.annotation.PublicEvolving;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The command line. Standard output is for samples alone; what is for people goes to standard error, and Flink's log to a file.
 *
 * <p>The same class is the main class of the job jar, so that {@code flink run pescador-jobs.jar sample plan.yaml} does on a cluster what
 * {@code pescador sample plan.yaml} does here.
 */
@PublicEvolving
@Command(
        name = "pescador",
        description = "Samples many streams of data, of which few are open at a time.",
        subcommands = {
            InitCommand.class,
            CheckCommand.class,
            SimulateCommand.class,
            SampleCommand.class,
            ResumeCommand.class,
            MuxCommand.class,
            DdlCommand.class,
            CompletionCommand.class,
            ClassArchiveCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  pescador init 'data/{class}/*.npz' > plan.yaml",
            "  pescador check plan.yaml",
            "  pescador sample plan.yaml --output npz:batches"
        })
public final class Pescador {

    private Pescador() {}

    public static void main(String[] args) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code;
        try {
            LastResort.install();
            code = run(System.in, new FileOutputStream(FileDescriptor.out), err, args);
        } catch (Error e) {
            LastResort.end(e); // Flink's threads would keep the process alive
            throw e;
        }
        // A successful job must not end the client of {@code flink run}, which has things to do afterwards.
        if (code != Exit.DONE || !FlinkEnvironment.ofCluster()) {
            System.exit(code);
        }
    }

    /** Runs a command that reads nothing from standard input. */
    public static int run(OutputStream out, PrintStream err, String... args) {
        return run(InputStream.nullInputStream(), out, err, args);
    }

    /**
     * Runs a command.
     *
     * @param in where lines come from
     * @param out where samples go
     * @param err where everything for people goes
     * @return the exit code
     */
    public static int run(InputStream in, OutputStream out, PrintStream err, String... args) {
        StandardInput.set(in);
        StandardOutput.set(out);
        Terminal terminal = new Terminal(err, Boolean.getBoolean("pescador.screen"));
        CommandLine line = new CommandLine(new Pescador(), new Commands(terminal));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.registerConverter(Long.class, new WholeNumber());
        line.setParameterExceptionHandler((e, given) -> wrongFlag(e, terminal));
        line.setExecutionExceptionHandler((e, command, given) -> failed(e, command, terminal));
        line.setExecutionStrategy(given -> {
            try {
                return new CommandLine.RunLast().execute(given);
            } catch (Error e) { // which picocli lets pass
                List<CommandLine> commands = given.asCommandLineList();
                return failed(e, commands.get(commands.size() - 1), terminal);
            }
        });
        return line.execute(args);
    }

    private static int wrongFlag(ParameterException e, Terminal terminal) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.say(wrong(e, command) + ". See: " + command + " --help");
        return Exit.WRONG;
    }

    private static String wrong(ParameterException e, String command) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        }
        String first = unmatched.getUnmatched().get(0);
        if (first.startsWith("-")) {
            String flag = first.replaceAll("=.*", "");
            return command + " has no flag " + flag
                    + Guess.of(flag, spec.optionsMap().keySet());
        }
        return spec.subcommands().isEmpty()
                ? command + " has no use for " + ShellCommand.quoted(first)
                : command + " has no command " + ShellCommand.quoted(first)
                        + Guess.of(first, spec.subcommands().keySet());
    }

    private static int failed(Throwable e, CommandLine command, Terminal terminal) {
        if (e instanceof PlanException wrong) {
            for (Problem problem : wrong.problems()) {
                terminal.say(problem.line());
            }
            return switch (wrong.worst()) {
                case PLAN -> Exit.WRONG;
                case MACHINE -> Exit.FAILED;
                case DATA -> Exit.UNREADABLE;
            };
        }
        String line = new JobFailure(e).line();
        String about = about(command);
        terminal.say((line.startsWith(about) ? "" : about) + line + LogFile.hint());
        return Exit.FAILED;
    }

    /** The plan, or whatever a command was given first. */
    private static String about(CommandLine command) {
        List<PositionalParamSpec> given = command.getCommandSpec().positionalParameters();
        Object first = given.isEmpty() ? null : given.get(0).getValue();
        return first == null ? "" : first + ": ";
    }

    /** Gives every command what all of them need. */
    private record Commands(Terminal terminal) implements CommandLine.IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
