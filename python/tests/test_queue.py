# SPDX-License-Identifier: Apache-2.0
import math
import os
import threading
import time
import unittest

import numpy as np

from pescador_flink import BatchDamaged, BatchQueue, BatchRemoved, JobFailed, JobSilent, QueueError, read

from .queues import QueueTest, npz


class ReadTest(QueueTest):
    def test_gives_what_numpy_gives(self):
        path = os.path.join(self.directory, "x.npz")
        arrays = {
            "X": np.arange(6, dtype=np.float32).reshape(2, 3),
            "ü": np.array(["a", "bcd"]),
            "n": np.array(7),
            "none": np.empty((0, 3)),
        }
        npz(path, arrays)
        with np.load(path) as file:
            expected = dict(file)
        given = read(path)
        self.assertEqual(list(given), list(expected))
        for name, array in given.items():
            self.assertEqual((array.dtype, array.shape), (expected[name].dtype, expected[name].shape))
            self.assertEqual(array.tobytes(), expected[name].tobytes())
        given["X"][0, 0] = 9  # ours to change

    def test_notices_every_damage(self):
        path = os.path.join(self.directory, "x.npz")
        npz(path, {"X": np.arange(40)})
        with open(path, "rb") as file:
            whole = file.read()
        start, end = whole.index(b"\x93NUMPY"), whole.index(b"PK\x01\x02")
        damaged = [whole[:length] for length in range(0, end, 7)] + [bytes(len(whole))]
        damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(start, start + 150, 13)]
        for content in damaged:
            with open(path, "wb") as file:
                file.write(content)
            with self.assertRaisesRegex(BatchDamaged, "x.npz is damaged"):
                read(path)


class BatchQueueTest(QueueTest):
    def test_gives_all_in_order_and_ends(self):
        self.whole(5)
        for _ in range(2):
            given = [(number, float(arrays["X"][0, 0])) for number, arrays in BatchQueue(self.directory)]
            self.assertEqual(given, [(n, float(n)) for n in range(5)])

    def test_passes_over_numbers_of_shards_that_gave_fewer(self):
        self.whole(2, 5, 1)
        self.assertEqual([n for n, _ in BatchQueue(self.directory)], self.numbers(2, 5, 1))
        self.assertEqual(len(BatchQueue(self.directory)), 8)

    def test_length_is_not_known_before_the_end(self):
        self.begin()
        self.batch(0)
        with self.assertRaisesRegex(TypeError, "has no end yet"):
            len(BatchQueue(self.directory))

    def test_waits_for_what_is_not_there_yet(self):
        queue = BatchQueue(self.directory, patience=30)

        def job():
            time.sleep(0.05)
            self.begin()
            for number in range(20):
                self.batch(number)
                time.sleep(0.005)
            self.end(20)

        writer = threading.Thread(target=job)
        writer.start()
        self.assertEqual([n for n, _ in queue], list(range(20)))
        writer.join()

    def test_done_moves_the_cursor_and_removes(self):
        self.whole(6)
        queue = BatchQueue(self.directory, keep=1)
        for number, _ in queue:
            if number == 3:
                queue.done()
                break
        self.assertEqual(self.text("cursor"), "4")
        self.assertEqual(self.names()[0], "batch-000000003.npz")
        self.assertEqual([n for n, _ in queue], [4, 5], "goes on")
        self.assertEqual([n for n, _ in BatchQueue(self.directory)], [4, 5], "a new reader goes on at the cursor")
        self.assertEqual([n for n, _ in BatchQueue(self.directory, start=3)], [3, 4, 5], "what was kept can be had again")
        queue.done(5)
        self.assertEqual((self.text("cursor"), self.names()), ("6", ["batch-000000005.npz"]))
        self.assertEqual(list(BatchQueue(self.directory)), [])

    def test_a_batch_that_was_let_go_is_an_error(self):
        self.whole(6)
        queue = BatchQueue(self.directory)
        next(iter(queue))
        queue.done(3)
        for start in (0, 3):
            with self.assertRaisesRegex(BatchRemoved, f"batch {start} .* was removed: .* below 4, .* begins with batch 4"):
                BatchQueue(self.directory, start=start)

    def test_a_run_begun_again_in_a_consumed_queue_is_an_error(self):
        self.whole(3)
        queue = BatchQueue(self.directory)
        list(queue)
        queue.done()
        with self.assertRaisesRegex(BatchRemoved, "the directory holds none. The job does not write it again"):
            BatchQueue(self.directory, start=0)

    def test_the_state_goes_on_anywhere(self):
        self.whole(8)
        queue = BatchQueue(self.directory)
        for number, _ in queue:
            if number == 4:
                break
        state = queue.state_dict()
        self.assertEqual(state, {"number": 5, "run": "seed 1"})
        other = BatchQueue(self.directory)
        other.load_state_dict(state)
        self.assertEqual([n for n, _ in other], [5, 6, 7])
        self.begin(run="seed 2")
        with self.assertRaisesRegex(ValueError, 'the state is one of the run "seed 1", and .* holds "seed 2"'):
            BatchQueue(self.directory).load_state_dict(state)

    def test_refuses_what_makes_no_sense(self):
        for arguments, message in [
            (dict(rank=2, world=2), "rank is 2 and world is 2"),
            (dict(start=-1), "start is -1"),
            (dict(even="maybe"), "even is 'maybe'"),
            (dict(keep=-1), "keep is -1"),
        ]:
            with self.assertRaisesRegex(ValueError, message):
                BatchQueue(self.directory, **arguments)
        self.begin()
        self.write("cursor", "many")
        with self.assertRaisesRegex(QueueError, "cursor holds 'many': it must be a number"):
            BatchQueue(self.directory)


class JobTest(QueueTest):
    """What becomes of readers when something becomes of the job."""

    def read(self, patience=0.7):
        return next(iter(BatchQueue(self.directory, patience=patience)))

    def test_a_job_that_never_started(self):
        with self.assertRaisesRegex(JobSilent, "the first batch of .* no job has begun to write within 0.7 s"):
            self.read()
        self.begin()
        with self.assertRaisesRegex(JobSilent, "batch 0 of .* no job has begun to write within 0.7 s"):
            self.read()

    def test_a_job_that_was_killed(self):
        self.begin()
        self.job(beat=7)
        with self.assertRaisesRegex(JobSilent, "shown no sign of life for 0.7 s: it was killed"):
            self.read()

    def test_a_job_that_is_slow_is_waited_for(self):
        self.begin()
        over = threading.Event()

        def job():
            for beat in range(15):
                self.job(beat)
                time.sleep(0.1)
            self.batch(0)
            over.set()

        threading.Thread(target=job).start()
        self.assertEqual(self.read()[0], 0)
        self.assertTrue(over.wait(10))

    def test_a_failure_is_raised_at_once(self):
        self.begin()
        self.job(beat=1)
        timer = threading.Timer(0.2, self.job, (2, "failed"), {"reason": "a.npz: no array X"})
        timer.start()
        began = time.monotonic()
        with self.assertRaisesRegex(JobFailed, "has failed: a.npz: no array X"):
            self.read(patience=math.inf)
        self.assertLess(time.monotonic() - began, 30)

    def test_an_old_failure_may_be_followed_by_a_resumed_job(self):
        self.begin()
        self.job(beat=1, state="failed", reason="disk full")
        threading.Timer(0.2, self.batch, (0,)).start()
        self.assertEqual(self.read(patience=30)[0], 0)
        with self.assertRaisesRegex(JobSilent, r"has failed \(disk full\) and was not resumed within 0.7 s"):
            next(iter(BatchQueue(self.directory, start=1, patience=0.7)))

    def test_a_job_that_waits_for_the_reader_that_waits_for_it(self):
        self.begin()
        self.batch(0)
        over = threading.Event()

        def job():
            beat = 0
            while not over.is_set():
                beat += 1
                self.job(beat, every=0.1, **({"waits_for_cursor": 1} if beat % 2 else {}))
                time.sleep(0.05)

        writer = threading.Thread(target=job)
        writer.start()
        try:
            with self.assertRaisesRegex(JobSilent, "waits until the cursor reaches 1, and it is at 0. Call done"):
                list(BatchQueue(self.directory, patience=0.7))
        finally:
            over.set()
            writer.join()


if __name__ == "__main__":
    unittest.main()
