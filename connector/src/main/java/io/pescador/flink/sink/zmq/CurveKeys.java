// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import org.apache.flink.annotation.PublicEvolving;

import org.zeromq.ZMQ;

import java.io.Serializable;

/**
 * The keys of an encrypted connection (CURVE, ZeroMQ RFC 26), each in Z85: 40 characters.
 *
 * <p>They travel with the job. A reader of the job graph can read the secret key; it is in no log and not in {@link #toString}.
 *
 * @param consumer public key of the consumer, which proves to the job who it speaks to
 * @param publicKey the job's own public key, by which a consumer may tell jobs apart
 * @param secretKey the job's own secret key
 */
@PublicEvolving
public record CurveKeys(String consumer, String publicKey, String secretKey) implements Serializable {

    /** @throws IllegalArgumentException if one of them is no key; the message says which and not what it is */
    public CurveKeys {
        check(consumer, "the consumer's public key");
        check(publicKey, "the job's public key");
        check(secretKey, "the job's secret key");
    }

    /** Keys for a consumer that authenticates no one: the job's own pair is made here. */
    public static CurveKeys forConsumer(String consumer) {
        ZMQ.Curve.KeyPair own = ZMQ.Curve.generateKeyPair();
        return new CurveKeys(consumer, own.publicKey, own.secretKey);
    }

    private static void check(String key, String what) {
        boolean z85 = key != null && key.matches("[0-9a-zA-Z.:+=^!/*?&<>()\\[\\]{}@%$#-]{40}");
        if (!z85) {
            throw new IllegalArgumentException(what + " is no CURVE key: a key is 40 characters of Z85, as"
                    + " zmq.curve_keypair() gives them in Python");
        }
    }

    @Override
    public String toString() {
        return "CURVE keys for the consumer " + consumer;
    }
}
