// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sockets of a {@link ZmqSink} need to know. Checked when it is made.
 *
 * @param addresses one for each shard
 * @param keys null: no encryption, on this machine only
 */
record ZmqSettings(List<String> addresses, SocketPattern pattern, int highWaterMark, Duration farewell, CurveKeys keys)
        implements Serializable {

    private static final Pattern TCP = Pattern.compile("tcp://([^:/\\s]+|\\[[0-9a-fA-F:]+]):(\\d{1,5})");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final int LAST_PORT = 65_535;

    static ZmqSettings of(
            List<String> given,
            int shards,
            SocketPattern pattern,
            int highWaterMark,
            Duration farewell,
            CurveKeys keys) {
        if (given.size() != 1 && given.size() != shards) {
            throw new IllegalArgumentException(given.size() + " addresses for " + shards
                    + " shards: give one for each, or one whose port counts up with the shards");
        }
        List<String> addresses = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            addresses.add(given.size() == shards ? given.get(shard) : plus(given.get(0), shard));
        }
        for (String address : addresses) {
            String host = parse(address).group(1);
            if (keys == null && !THIS_MACHINE.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        address + " is beyond this machine, where samples travel encrypted only:"
                                + " give the consumer's public key");
            }
        }
        return new ZmqSettings(List.copyOf(addresses), pattern, highWaterMark, farewell, keys);
    }

    private static String plus(String address, int shard) {
        Matcher parts = parse(address);
        return "tcp://" + parts.group(1) + ":" + (Integer.parseInt(parts.group(2)) + shard);
    }

    private static Matcher parse(String address) {
        Matcher parts = TCP.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + address + "\" is no address of a consumer: it looks like tcp://127.0.0.1:5555");
        }
        int port = Integer.parseInt(parts.group(2));
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(address + " has the port " + port + ": ports are 1 to " + LAST_PORT);
        }
        return parts;
    }

    int shards() {
        return addresses.size();
    }
}
