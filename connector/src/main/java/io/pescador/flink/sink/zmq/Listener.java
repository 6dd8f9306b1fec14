// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What listens at an address, as far as this shows before a ZeroMQ handshake is over. JeroMQ takes any listener that answers for a socket
 * of the oldest protocol, and sends it everything. It does not report why a socket turned it away.
 *
 * <p>The question goes over a connection of its own, which ends before the other side counts it (ZMTP 3.0: greeting, then the other side's
 * command READY).
 */
record Listener(Kind kind, String detail) {

    enum Kind {
        /** Nothing listens. */
        ABSENT,
        /** It took the connection and does not answer: a process that is stopped, or is still starting. */
        SILENT,
        /** It answers in another protocol; the detail is the beginning of its answer. */
        FOREIGN,
        /** A ZeroMQ socket that wants encryption; the detail is the name of the mechanism. */
        ENCRYPTED,
        /** A ZeroMQ socket; the detail is its type. */
        OPEN
    }

    private static final int CONNECT_MILLIS = 1000;
    private static final int ANSWER_MILLIS = 1000;

    private static final int GREETING = 64;
    private static final int MECHANISM = 12;
    private static final int MECHANISM_LENGTH = 20;
    private static final String NULL = "NULL";
    private static final int COMMAND = 4;
    private static final String SOCKET_TYPE = "Socket-Type";
    private static final int SHOWN = 40;

    static Listener at(String address) {
        URI place = URI.create(address);
        try (Socket socket = new Socket()) {
            // A host in brackets is an IPv6 address.
            socket.connect(
                    new InetSocketAddress(place.getHost().replaceAll("[\\[\\]]", ""), place.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return ask(socket);
        } catch (SocketTimeoutException e) {
            return new Listener(Kind.SILENT, "");
        } catch (IOException e) {
            return new Listener(Kind.ABSENT, "");
        }
    }

    private static Listener ask(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        byte[] greeting = new byte[GREETING];
        greeting[0] = (byte) 0xff;
        greeting[8] = 1;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy(NULL.getBytes(StandardCharsets.US_ASCII), 0, greeting, MECHANISM, NULL.length());
        // The other side names its mechanism once it knows the version. A mechanism that it does not accept would end
        // the conversation.
        out.write(greeting, 0, MECHANISM);
        int first = first(in, out);
        if (first != 0xff) {
            return foreign(first, in);
        }
        byte[] theirs = new byte[GREETING];
        theirs[0] = (byte) first;
        in.readFully(theirs, 1, 9);
        if ((theirs[9] & 1) == 0) {
            return new Listener(Kind.FOREIGN, "");
        }
        in.readFully(theirs, 10, 1);
        if (theirs[10] < 3) {
            return new Listener(Kind.FOREIGN, "version " + theirs[10] + " of ZeroMQ's protocol, which is older than 3");
        }
        in.readFully(theirs, 11, GREETING - 11);
        String mechanism = text(theirs, MECHANISM, MECHANISM_LENGTH);
        if (!mechanism.equals(NULL)) {
            return new Listener(Kind.ENCRYPTED, mechanism);
        }
        out.write(greeting, MECHANISM, GREETING - MECHANISM);
        return type(in);
    }

    /** A server whose protocol has lines, such as a web server, answers at the end of a line. */
    private static int first(DataInputStream in, OutputStream out) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            out.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.read();
        }
    }

    private static Listener foreign(int first, DataInputStream in) throws IOException {
        if (first < 0) {
            throw new EOFException(); // it closed the connection without a word, like a process that ends
        }
        byte[] answer = new byte[SHOWN];
        answer[0] = (byte) first;
        int length = 1;
        try {
            length += Math.max(0, in.read(answer, 1, SHOWN - 1));
        } catch (SocketTimeoutException e) {
            // That was all.
        }
        String line = new String(answer, 0, length, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        return new Listener(Kind.FOREIGN, line.replaceAll("[^ -~]", "?"));
    }

    /** From a command READY: its name, then properties, each a name after its length in one byte and a value after its in four. */
    private static Listener type(DataInputStream in) throws IOException {
        int flags = in.readUnsignedByte();
        byte[] body = new byte[in.readUnsignedByte()];
        in.readFully(body);
        int at = body.length == 0 ? 0 : 1 + body[0];
        while (flags == COMMAND && at < body.length) {
            int nameLength = body[at];
            String name = text(body, at + 1, nameLength);
            int value = at + 1 + nameLength + 4;
            if (value > body.length) {
                break;
            }
            int length = body[value - 1];
            if (name.equalsIgnoreCase(SOCKET_TYPE)) {
                return new Listener(Kind.OPEN, text(body, value, length));
            }
            at = value + length;
        }
        return new Listener(Kind.FOREIGN, "");
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < Math.min(bytes.length, from + length) && bytes[end] > 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(bytes, Math.min(from, end), end), StandardCharsets.US_ASCII);
    }

    /** @return why the job cannot send its batches there, and the way out; null if it can, or may be able to once something listens */
    String refusal(String address, SocketPattern pattern, boolean encrypted) {
        return switch (kind) {
            case ABSENT, SILENT -> null;
            case FOREIGN -> "what listens at " + address + " is no ZeroMQ socket"
                    + (detail.isEmpty() ? "" : ": it answers \"" + detail + "\"")
                    + ". Start the consumer there, or give its address";
            case ENCRYPTED -> encrypted && detail.equals("CURVE")
                    ? null
                    : "the consumer at " + address + " wants " + detail
                            + " and the job has no key of it: give its public one";
            case OPEN -> encrypted
                    ? "the consumer at " + address
                            + " does not encrypt, and the job was given a key of it: give both keys, or" + " neither"
                    : detail.equals(pattern.consumer())
                            ? null
                            : "the socket at " + address + " is of the type " + detail
                                    + ", and the job sends to one of the type " + pattern.consumer()
                                    + ": bind such a one";
        };
    }

    /** What the job waits for; null if it does not have to wait. */
    String awaited(String address) {
        return switch (kind) {
            case ABSENT -> "nothing listens at " + address;
            case SILENT -> "what listens at " + address + " does not answer as a ZeroMQ socket does";
            default -> null;
        };
    }
}
