// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The program as it is delivered, in a process of its own and a folder of its own. */
class LauncherITCase {

    private static final Path DELIVERED = Path.of("target/pescador").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeAll
    static void isBuilt() {
        assertThat(DELIVERED.resolve("bin/pescador")).as("made by mvn package").isExecutable();
    }

    @Test
    void samplesAndTalksToPeopleOnStandardErrorOnly() throws Exception {
        Run run = Run.program(
                folder, command("sample", "--max-iter", "4", "--output", "jsonl:-", example("even-odd.yaml")));
        assertThat(run.code()).isZero();
        assertThat(run.outLines()).hasSize(4).allMatch(line -> line.startsWith("{\"value\":{\"X\":[["));
        assertThat(run.err()).first().asString().contains("4 samples, seed 42");
        assertThat(run.err())
                .noneMatch(line -> line.contains("INFO") || line.contains("WARN") || line.contains("flink"));
        assertThat(Files.readString(folder.resolve("flink.log"))).contains("org.apache.flink");
        Run again = Run.of("sample", "--max-iter", "4", "--output", "jsonl:-", Run.example("even-odd.yaml"));
        assertThat(again.out()).isEqualTo(run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LANG=xx_YY.UTF-8"})
    void namesThatAreNotAsciiAreFoundInEveryLocale(String locale) throws Exception {
        Files.createDirectory(folder.resolve("dätä"));
        for (String name : List.of("a", "ñandú", "海")) {
            Files.copy(Run.EXAMPLES.resolve("digits/digit-0.npz"), folder.resolve("dätä/" + name + ".npz"));
        }
        Files.writeString(
                folder.resolve("plän.yaml"),
                "mux: round_robin\nof: {npz: \"dätä/{name}.npz\", fields: {name: \"{name}\"}}\nseed: 1\n");
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=" + System.getenv("PATH"), locale));
        String home = System.getenv("JAVA_HOME");
        command.addAll(home == null ? List.of() : List.of("JAVA_HOME=" + home));
        command.addAll(command("sample", "plän.yaml", "--max-iter", "3", "--output", "jsonl:-"));
        Run run = Run.program(folder, command);
        assertThat(run.err()).first().asString().startsWith("plän.yaml: 3 samples");
        assertThat(run.outLines())
                .extracting(line -> line.replaceAll(".*\"name\":\"(.*)\".*", "$1"))
                .containsExactly("a", "ñandú", "海");
    }

    @Test
    void exitCodes() throws Exception {
        assertThat(Run.program(folder, command("--help")).code()).isZero();
        assertThat(Run.program(folder, command("check", example("digits.yaml"))).code())
                .isZero();
        assertThat(Run.program(folder, command("sample", "none.yaml")))
                .isEqualTo(new Run(2, "", List.of("none.yaml: there is no such plan")));
        Files.writeString(folder.resolve("plan.yaml"), "npz: a.npz\n");
        Files.writeString(folder.resolve("a.npz"), "");
        assertThat(Run.program(folder, command("sample", "plan.yaml")).code()).isEqualTo(3);
    }

    @Test
    void isFoundThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("sampler"), DELIVERED.resolve("bin/pescador"));
        Run run = Run.program(folder, List.of(link.toString(), "--version"));
        assertThat(run.code()).isZero();
        assertThat(run.outLines()).singleElement().asString().startsWith("pescador 0.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "check", "simulate", "sample", "resume", "mux", "completion"})
    void theExampleOfTheHelpRuns(String command) throws Exception {
        Files.createSymbolicLink(folder.resolve("examples"), Run.EXAMPLES);
        List<String> help = Run.of(command, "--help").outLines();
        List<String> example = help.subList(help.indexOf("Example:") + 1, help.size());
        assertThat(example).isNotEmpty();
        String script = "PATH=" + DELIVERED.resolve("bin") + ":$PATH; set -e\n" + String.join("\n", example);
        Run run = Run.program(folder, List.of("bash", "-c", script));
        if (command.equals("resume")) { // the run before it came to its end
            assertThat(run.err()).last().asString().contains("this run is finished, and there is nothing to resume");
        } else {
            assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        }
    }

    @Test
    void aShellCompletesFlags() throws Exception {
        String script = "PATH=" + DELIVERED.resolve("bin") + ":$PATH; source <(pescador completion bash)\n"
                + "COMP_WORDS=(pescador sample --out) COMP_CWORD=2; _complete_pescador; echo \"${COMPREPLY[@]}\"";
        Run run = Run.program(folder, List.of("bash", "-c", script));
        assertThat(run.outLines()).containsExactly("--output");
    }

    @Test
    void classesComeFromTheArchive() throws Exception {
        Path classes = folder.resolve("classes.txt");
        Run run = Run.program(
                folder,
                Map.of("PESCADOR_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
                command("sample", example("digits.yaml"), "--max-iter", "1"));
        assertThat(run.code()).isZero();
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("io.pescador.flink.mux.MuxStream source: shared objects file (top)"));
    }

    /** Of the classes that only a job needs, a command without one loads none. */
    @Test
    void aCheckLoadsNoJob() throws Exception {
        Path classes = folder.resolve("classes.txt");
        Run run = Run.program(
                folder,
                Map.of("PESCADOR_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
                command("check", example("digits.yaml")));
        assertThat(run.code()).isZero();
        assertThat(Files.readAllLines(classes)).noneMatch(line -> line.contains("org.apache.pekko"));
    }

    @Test
    void aWrongJdkIsToldInOneLine() throws Exception {
        String advice = ": set JAVA_HOME to a JDK 17 or later, or put its java on the PATH";
        Path java = folder.resolve("jdk/bin/java");
        Map<String, String> environment = Map.of("JAVA_HOME", folder + "/jdk");
        List<String> version = command("--version");
        assertThat(Run.program(folder, environment, version))
                .isEqualTo(new Run(1, "", List.of("pescador: no " + java + advice)));
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Run.program(folder, environment, version))
                .isEqualTo(new Run(1, "", List.of("pescador: " + java + " does not run, or is no Java" + advice)));
        for (String old : List.of("1.8.0_402", "11.0.2", "16")) {
            Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + old + "\"\n");
            assertThat(Run.program(folder, environment, version))
                    .isEqualTo(new Run(1, "", List.of("pescador: " + java + " is Java " + old + advice)));
        }
    }

    @Test
    void anInterruptEndsWith130AndSaysHowToRepeat() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\nseed: 3\n");
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        Process process = new ProcessBuilder(command("sample", "plan.yaml", "--output", "jsonl:-"))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        while (process.isAlive() && Files.size(out) == 0) {
            Thread.onSpinWait();
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(err))
                .isEqualTo("interrupted. Repeat with: pescador sample plan.yaml --seed 3 --output jsonl:-\n");
    }

    @Test
    void aReaderThatHasEnoughEndsIt() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\n");
        String line = String.join(" ", command("sample", "plan.yaml", "--output", "jsonl:-")) + " | head -2";
        Run run = Run.program(folder, List.of("sh", "-c", line));
        assertThat(run.outLines()).containsExactly("{\"value\":1}", "{\"value\":1}");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample plan.yaml --max-iter 100k", "mux flow.yaml --once --input in"})
    void aFullDiskBehindStandardOutputIsTold(String command) throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\nseed: 3\n");
        Files.writeString(folder.resolve("flow.yaml"), "mux: shuffled\nstream_by: l\nfifo: 8\nstreams: [a]\n");
        Files.createDirectory(folder.resolve("in"));
        Files.writeString(folder.resolve("in/1.jsonl"), "{\"l\":\"a\"}\n".repeat(1000));
        String line = DELIVERED.resolve("bin/pescador") + " " + command + " --output jsonl:- > /dev/full";
        Run run = Run.program(folder, List.of("sh", "-c", line));
        assertThat(run.err())
                .anyMatch(said -> said.contains("standard output cannot be written: No space left on device. What was"
                        + " written ends early"));
        assertThat(run.code()).isEqualTo(1);
    }

    /** Each listening socket of the process, in whatever form Linux lists it. */
    @ParameterizedTest
    @ValueSource(strings = {"sample plan.yaml --output jsonl:- --ui --watch", "mux flow.yaml"})
    void nothingListensBeyondThisMachine(String command) throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\nshards: 2\nseed: 3\n");
        Files.writeString(folder.resolve("flow.yaml"), "mux: shuffled\nstream_by: l\nfifo: 8\nstreams: [a]\n");
        Process process = new ProcessBuilder(command(command.split(" ")))
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader out = process.inputReader();
                Writer in = process.outputWriter()) {
            in.append("{\"l\":\"a\"}\n").flush();
            assertThat(out.readLine()).startsWith("{");
            assertThat(ListeningSockets.of(process.pid())).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "skip"})
    void tooManyOpenFiles(String onError) throws Exception {
        Files.createDirectory(folder.resolve("data"));
        for (int i = 0; i < 900; i++) {
            Files.createSymbolicLink(folder.resolve("data/" + i + ".npz"), Run.EXAMPLES.resolve("digits/digit-0.npz"));
        }
        Files.writeString(
                folder.resolve("plan.yaml"),
                "mux: shuffled\non_error: " + onError
                        + "\nof: {npz: \"data/*.npz\", rows: random}\nstop: {samples: 100k}\n");
        String line = "ulimit -n 700; " + String.join(" ", command("sample", "plan.yaml", "--seed", "1"));
        Run run = Run.program(folder, List.of("sh", "-c", line));
        assertThat(run.err()).hasSize(3);
        assertThat(run.err().get(0))
                .isEqualTo(
                        "plan.yaml: up to 900 files would be open at a time, and this process may open 700: have fewer open"
                                + " at a time (n_active), or allow it more (ulimit -n)");
        assertThat(run.err().get(1))
                .matches(
                        "plan\\.yaml: stream \\d+: item \\d+: data/\\d+\\.npz: too many open files: have fewer open at a"
                                + " time \\(n_active\\), or allow the process more \\(ulimit -n\\)");
        assertThat(run.err().get(2)).startsWith("repeat with: pescador sample plan.yaml --seed 1   (Flink's log: ");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void theWebUiIsForThisMachineAlone() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1]\ncycle: true\nseed: 3\n");
        Path err = folder.resolve("stderr");
        Process process = new ProcessBuilder(command("sample", "plan.yaml", "--ui"))
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        try {
            while (process.isAlive() && !Files.readString(err).contains("\n")) {
                Thread.onSpinWait();
            }
            String told = Files.readString(err).strip();
            assertThat(told).matches("Flink's web UI: http://127\\.0\\.0\\.1:80[89]\\d");
            URI address = URI.create(told.substring(told.indexOf("http")));
            assertThat(page(address, process)).contains("<title>Apache Flink Web Dashboard</title>");
            assertThat(page(address.resolve("/jobs/overview"), process)).contains("pescador sample plan.yaml");
            assertThat(page(address.resolve("/config"), process)).contains("\"web-submit\":false");
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                network.inetAddresses()
                        .filter(other -> !other.isLoopbackAddress())
                        .forEach(other -> assertThatThrownBy(() -> new Socket(other, address.getPort()).close())
                                .isInstanceOf(IOException.class));
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void theReportCanBeWatched() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), "items: [1, 2]\ncycle: true\nseed: 3\n");
        Path err = folder.resolve("stderr");
        Process process = new ProcessBuilder(command("sample", "plan.yaml", "--watch"))
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        try {
            while (process.isAlive() && !Files.readString(err).contains("\n")) {
                Thread.onSpinWait();
            }
            String told = Files.readString(err).strip();
            assertThat(told).matches("the run as it goes: http://127\\.0\\.0\\.1:\\d+/");
            URI address = URI.create(told.substring(told.indexOf("http")));
            String page = page(address, process);
            while (!page.contains("id=\"run\"")) {
                assertThat(page).contains("The job is starting.");
                page = page(address, process);
            }
            assertThat(page).contains("[\"seed\",\"3\"]", "cycle: true");
            try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                String answer = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                assertThat(answer).as("under another name").startsWith("HTTP/1.1 403");
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** What the address answers, once it does. */
    private static String page(URI address, Process process) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        while (true) {
            try {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && !answer.body().equals("{\"jobs\":[]}")) {
                    return answer.body();
                }
            } catch (ConnectException e) {
                assertThat(process.isAlive()).as("still running").isTrue();
            }
        }
    }

    @Test
    void aRunSaysThatItWaitsForItsConsumer() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String output = "tcp://127.0.0.1:" + port;
        Process process = Program.start(
                folder,
                folder.resolve("out"),
                "sample",
                Run.example("digits.yaml"),
                "--output",
                "zmq:" + output,
                "--provenance");
        Path err = folder.resolve("err");
        while (process.isAlive() && !Files.readString(err).contains("\n")) {
            Thread.onSpinWait();
        }
        Program.kill(process);
        assertThat(Files.readAllLines(err))
                .containsExactly("nothing listens at " + output
                        + " yet: the run waits for its consumer (docs/trainer.md has one in Python)");
    }

    @Test
    void linesAreMixedWhileTheyCome() throws Exception {
        Files.writeString(folder.resolve("flow.yaml"), "mux: shuffled\nstream_by: l\nfifo: 8\nstreams: [a]\n");
        Process process = new ProcessBuilder(command("mux", "flow.yaml"))
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader out = process.inputReader();
                Writer in = process.outputWriter()) {
            for (int i = 0; i < 3; i++) {
                String line = "{\"l\":\"a\",\"n\":" + i + "}";
                in.append(line).append('\n').flush();
                // The input is open still.
                assertThat(out.readLine()).isEqualTo(line);
            }
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(folder.resolve("stderr"))).startsWith("flow.yaml: 3 lines read, 3 given, seed ");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void whoeverReadsTheMixMayHaveEnough() throws Exception {
        Files.writeString(folder.resolve("flow.yaml"), "mux: shuffled\nstream_by: l\nfifo: 8\n");
        String line = "yes '{\"l\":\"a\"}' | " + String.join(" ", command("mux", "flow.yaml")) + " | head -2";
        Run run = Run.program(folder, List.of("sh", "-c", line));
        assertThat(run.outLines()).containsExactly("{\"l\":\"a\"}", "{\"l\":\"a\"}");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anInterruptedMuxFinishesItsFile() throws Exception {
        Files.writeString(
                folder.resolve("flow.yaml"), "mux: round_robin\nstream_by: l\nfifo: 8\nstreams: [a, b]\nseed: 1\n");
        Path in = Files.createDirectory(folder.resolve("in"));
        String lines = "{\"l\":\"a\",\"n\":1}\n{\"l\":\"a\",\"n\":2}\n{\"l\":\"a\",\"n\":3}\n";
        Files.writeString(in.resolve("1.jsonl"), lines);
        Process process = new ProcessBuilder(
                        command("mux", "flow.yaml", "--input", "in", "--output", "jsonl:out.jsonl"))
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        while (process.isAlive() && !isBegun("out.jsonl")) {
            Thread.onSpinWait();
        }
        // The second waits for the other stream, which never comes.
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(folder.resolve("out.jsonl"))).isEqualTo(lines);
        assertThat(Files.readAllLines(folder.resolve("stderr")))
                .startsWith("interrupted: what waited in the mux is given")
                .anyMatch(line -> line.startsWith("flow.yaml: 3 lines read, 3 given, seed 1, "));
    }

    /** Whether a first line of a file was given, which has a temporary name still. */
    private boolean isBegun(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("." + name)
                    && file.toFile().length() > 0);
        }
    }

    private static List<String> command(String... args) {
        List<String> command =
                new ArrayList<>(List.of(DELIVERED.resolve("bin/pescador").toString()));
        command.addAll(List.of(args));
        return command;
    }

    private static String example(String name) throws IOException {
        return DELIVERED.resolve("examples").resolve(name).toString();
    }
}
