// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Listens on a port, but is not a ZeroMQ socket. */
final class ForeignServer implements AutoCloseable {

    private static final String BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    private final ServerSocket listening;
    private final String how;

    private ForeignServer(ServerSocket listening, String how) {
        this.listening = listening;
        this.how = how;
    }

    /** @param how it behaves: "answers at once", "waits for a line", "speaks first", "random" or "closes" */
    static ForeignServer that(String how) throws IOException {
        ForeignServer server = new ForeignServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), how);
        start(server::accept);
        return server;
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            switch (how) {
                case "answers at once" -> {
                    in.read();
                    say(out, BAD_REQUEST);
                }
                case "waits for a line" -> {
                    for (int next = in.read(); next >= 0 && next != '\n'; ) {
                        next = in.read();
                    }
                    say(out, BAD_REQUEST);
                }
                case "speaks first" -> say(out, "SSH-2.0-OpenSSH_9.9\r\n");
                case "random" -> {
                    byte[] bytes = new byte[100];
                    new Random(7).nextBytes(bytes);
                    out.write(bytes);
                }
                default -> {
                    return;
                }
            }
            in.readAllBytes();
        } catch (IOException e) {
            // The other side went away.
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
