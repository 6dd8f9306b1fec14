// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster of processes with two slots, from the delivered {@code lib}: its configuration is in {@code conf}. Made by {@code mvn package}. */
public final class DeliveredCluster implements AutoCloseable {

    private static final Path DELIVERED = Path.of("target/pescador").toAbsolutePath();

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    private int started;

    private DeliveredCluster(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Writes the configuration; nothing runs yet.
     *
     * @param settings further lines of Flink's configuration
     */
    public static DeliveredCluster in(Path folder, String... settings) throws IOException {
        int port = freePort();
        Files.createDirectory(folder.resolve("conf"));
        Files.writeString(
                folder.resolve("conf/config.yaml"),
                """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                jobmanager.bind-host: localhost
                rest.address: localhost
                rest.bind-address: localhost
                rest.port: %d
                taskmanager.host: localhost
                taskmanager.bind-host: localhost
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 0
                taskmanager.memory.network.min: 32m
                taskmanager.memory.network.max: 32m
                taskmanager.memory.managed.size: 1m
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 64m
                taskmanager.memory.jvm-metaspace.size: 128m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                io.tmp.dirs: %s
                %s
                """
                        .formatted(freePort(), port, folder, String.join("\n", settings)));
        Files.writeString(
                folder.resolve("conf/log4j.properties"),
                """
                rootLogger.level = INFO
                rootLogger.appenderRef.console.ref = console
                appender.console.name = console
                appender.console.type = CONSOLE
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n
                """);
        return new DeliveredCluster(folder, port);
    }

    /** A session cluster, ready for jobs. */
    public static DeliveredCluster session(Path folder, String... settings) throws Exception {
        DeliveredCluster cluster = in(folder, settings);
        try {
            cluster.jobManager("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
            cluster.taskManager();
            cluster.await(() -> cluster.page("/overview").contains("\"slots-total\":2"));
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** Starts a JobManager. */
    public Process jobManager(String main, String... args) throws IOException {
        return launch("jobmanager", main, args);
    }

    /** Starts a TaskManager. */
    public Process taskManager() throws IOException {
        return launch("taskmanager", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    }

    private Process launch(String name, String main, String... args) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--configDir", folder.resolve("conf").toString()));
        all.addAll(Arrays.asList(args));
        List<String> command = java(main, all.toArray(String[]::new));
        command.add(1, "-Dlog4j.configurationFile=" + folder.resolve("conf/log4j.properties"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + "-" + started++ + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Ends a process with the cluster. */
    public void add(Process process) {
        processes.add(process);
    }

    /** A command of {@code flink}. */
    public List<String> flink(String... args) {
        return java("org.apache.flink.client.cli.CliFrontend", args);
    }

    /** A command of Java on the delivered {@code lib}. */
    private static List<String> java(String main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        for (String opened : List.of("lang", "util", "util.concurrent", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        String path = DELIVERED.resolve("lib") + "/*";
        if (main.equals(ApplicationEntryPoint.class.getName())) {
            path += File.pathSeparator + Path.of("target/test-classes").toAbsolutePath();
        }
        command.addAll(List.of("-cp", path, main));
        command.addAll(Arrays.asList(args));
        return command;
    }

    /** The job jar. */
    public static String jar() {
        return DELIVERED.resolve("pescador-jobs.jar").toString();
    }

    /** The state of a job, such as {@code RUNNING}. */
    public String statusOf(String job) throws InterruptedException {
        return page("/jobs/" + job).replaceAll("(?s).*?\"state\":\"(\\w+)\".*", "$1");
    }

    /** An answer of the REST API; empty if there is none. */
    public String page(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    /** Posts a body to the REST API. */
    public String post(String path, String type, HttpRequest.BodyPublisher body) throws InterruptedException {
        return send(HttpRequest.newBuilder().header("Content-Type", type).POST(body), path);
    }

    private String send(HttpRequest.Builder request, String path) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            request.uri(URI.create("http://localhost:" + port + path))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            assertThat(processes).as(this::logs).anyMatch(Process::isAlive);
            return ""; // not up yet
        }
    }

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until it holds, at most a minute. */
    public void await(Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (!condition.holds()) {
            assertThat(Instant.now()).as(this::logs).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    /** What its processes said. */
    public String logs() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                all.append(log).append('\n').append(Files.readString(log));
            }
        } catch (IOException e) {
            all.append(e);
        }
        return all.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
