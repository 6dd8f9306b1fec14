// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The addresses on which a process listens, as Linux reports them. */
final class ListeningSockets {

    private static final String LISTEN = "0A";

    private ListeningSockets() {}

    static List<InetAddress> of(long process) throws IOException {
        Path proc = Path.of("/proc/" + process);
        Set<String> own = new HashSet<>();
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            for (Path file : open.toList()) {
                if (Files.isSymbolicLink(file)) {
                    own.add(target(file));
                }
            }
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            List<String> lines = Files.readAllLines(proc.resolve(table));
            for (String line : lines.subList(1, lines.size())) {
                // number, local address:port, remote address:port, state, queues, timer, retransmissions, user,
                // timeout, inode
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals(LISTEN) && own.contains("socket:[" + columns[9] + "]")) {
                    addresses.add(address(columns[1].substring(0, columns[1].indexOf(':'))));
                }
            }
        }
        return addresses;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** Words of 32 bits in the machine's byte order, in hexadecimal. */
    private static InetAddress address(String words) throws IOException {
        byte[] bytes = new byte[words.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int littleEndian = i / 4 * 4 + 3 - i % 4;
            bytes[i] = (byte) Integer.parseInt(words.substring(2 * littleEndian, 2 * littleEndian + 2), 16);
        }
        return InetAddress.getByAddress(bytes);
    }
}
