// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.PlanFile;

import org.apache.flink.annotation.Internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The report while a run lasts, for browsers of this machine. Each request gets the page as it is then; browsers ask again every few seconds.
 *
 * <p>It answers only requests for this machine, so that no page of another site can read it through a name that leads here.
 */
@Internal
public final class LivePage implements AutoCloseable {

    private static final String HERE = "127.0.0.1";

    /** Through a tunnel the port may be another. */
    private static final Set<String> NAMES = Set.of(HERE, "localhost");

    private static final String AGAIN_AFTER_SECONDS = "3";

    private static final String STARTING = "<!DOCTYPE html>\n<title>pescador</title>\n<p>The job is starting.</p>\n";

    private final HttpServer server;
    private final String planText;
    private volatile Supplier<Optional<RunResult>> run = Optional::empty;

    private LivePage(HttpServer server, String planText) {
        this.server = server;
        this.planText = planText;
    }

    /**
     * Opens a port that is free.
     *
     * @param plan the plan file
     */
    public static LivePage open(String plan) throws PlanException {
        String text = PlanFile.text(plan);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(HERE), 0), 0);
            LivePage page = new LivePage(server, text);
            server.createContext("/", page::answer);
            server.start();
            return page;
        } catch (IOException e) {
            throw PlanException.of("--watch: no port of this machine can be opened: " + e.getMessage(), e);
        }
    }

    /** What a browser opens. */
    public String address() {
        return "http://" + HERE + ":" + server.getAddress().getPort() + "/";
    }

    /** @param now what the run has come to; nothing while it starts */
    public void show(Supplier<Optional<RunResult>> now) {
        run = now;
    }

    private void answer(HttpExchange request) throws IOException {
        try (request) {
            String host = String.valueOf(request.getRequestHeaders().getFirst("Host"));
            boolean ours = NAMES.contains(host.replaceAll(":\\d+$", ""));
            if (!ours || !request.getRequestURI().getPath().equals("/")) {
                request.sendResponseHeaders(ours ? 404 : 403, -1);
                return;
            }
            Optional<RunResult> now = run.get();
            String page = now.isPresent() ? HtmlReport.of(now.get(), planText) : STARTING;
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            request.getResponseHeaders().set("Cache-Control", "no-store");
            request.getResponseHeaders().set("Refresh", now.isPresent() ? AGAIN_AFTER_SECONDS : "1");
            request.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = request.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
