# SPDX-License-Identifier: Apache-2.0
import socket
import threading
import unittest

import numpy as np

from pescador_flink import BatchLost, BatchSocket, JobSilent, QueueError, decode
from pescador_flink._socket import in_order

try:
    import msgpack
    import zmq
except ImportError:
    zmq = None


class InOrderTest(unittest.TestCase):
    def run_of(self, *shards, early=3):
        def source(batches):
            coming = iter(batches)

            def receive():
                number = next(coming)
                return {} if number is None else {"_batch": np.array(number)}

            return receive

        sources = {shard: source(batches) for shard, batches in enumerate(shards)}
        given = []
        try:
            for number, batch in in_order(sources, len(shards), 0, early):
                self.assertEqual(batch["_batch"], number)
                given.append(number)
        except BatchLost as e:
            given.append(str(e))
        return given

    def test_what_overtook_is_put_in_order(self):
        self.assertEqual(self.run_of([0, 1, 2, 4, 5, 3, 4, 6, None]), list(range(7)))
        self.assertEqual(self.run_of([0, 2, 6, 4, 8, None], [5, 1, 3, 5, 7, None]), list(range(9)))

    def test_what_is_missing_is_noticed(self):
        lost = "batch 1 was lost: batch 2 came instead"
        self.assertEqual(self.run_of([0, 2, 3, 4, 5]), [0, lost])
        self.assertEqual(self.run_of([0, 2, None]), [0, lost])


@unittest.skipIf(zmq is None, "no pyzmq and msgpack here")
class BatchSocketTest(unittest.TestCase):
    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            return free.getsockname()[1]

    @staticmethod
    def message(array):
        described = {"key": "X", "dtype": array.dtype.str, "shape": array.shape, "aligned": True}
        return [msgpack.packb([described]), array.tobytes()]

    def test_gives_what_a_job_sends(self):
        address = f"tcp://127.0.0.1:{self.free_port()}"

        def job():
            with zmq.Context().socket(zmq.PUSH) as sender:
                sender.connect(address)
                for number in range(3):
                    sender.send_multipart(self.message(np.full(4, number)))
                sender.send(msgpack.packb([]))

        with BatchSocket(address) as batches:
            thread = threading.Thread(target=job)
            thread.start()
            self.assertEqual([(n, int(arrays["X"][3])) for n, arrays in batches], [(0, 0), (1, 1), (2, 2)])
            thread.join()

    def test_a_job_that_is_gone(self):
        address = f"tcp://127.0.0.1:{self.free_port()}"
        with BatchSocket(address, patience=0.6) as batches:
            with self.assertRaisesRegex(JobSilent, f"no job has been connected to {address} for 0.6 s"):
                next(iter(batches))
            with zmq.Context().socket(zmq.PUSH) as sender:
                sender.connect(address)
                sender.send_multipart(self.message(np.zeros(1)))
                given = iter(batches)
                self.assertEqual(next(given)[0], 0)
            with self.assertRaises(JobSilent):
                next(given)

    def test_a_port_that_is_taken(self):
        address = f"tcp://127.0.0.1:{self.free_port()}"
        with BatchSocket(address):
            with self.assertRaisesRegex(QueueError, "Address already in use. Is another reader running"):
                BatchSocket(address)

    def test_what_is_no_batch_is_refused(self):
        one = msgpack.packb([dict(dtype="int32", shape=[3], key="X", aligned=True)])
        for message in ([b"\xc1"], [one], [one, b"12345678"], [msgpack.packb(3)]):
            with self.assertRaisesRegex(QueueError, "not a batch"):
                decode(message[0], message[1:])
        self.assertEqual(list(decode(one, [b"123456789012"])), ["X"])


if __name__ == "__main__":
    unittest.main()
