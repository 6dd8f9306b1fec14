# SPDX-License-Identifier: Apache-2.0
import random
import threading
import unittest

from pescador_flink import BatchQueue, BatchRemoved, RanksChanged, UnevenEnd

from .queues import QueueTest


class RanksTest(QueueTest):
    def numbers_of(self, world, **more):
        return [[n for n, _ in BatchQueue(self.directory, rank, world, **more)] for rank in range(world)]

    def test_each_rank_gets_one_of_every_world(self):
        self.whole(12)
        self.assertEqual(self.numbers_of(3), [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]])

    def test_ends_are_even(self):
        self.whole(8)
        self.assertEqual(self.numbers_of(3), [[0, 3], [1, 4], [2, 5]])
        self.assertEqual(self.numbers_of(3, even="pad"), [[0, 3, 6], [1, 4, 7], [2, 5, 6]])
        queue = BatchQueue(self.directory, 1, 3)
        self.assertEqual((len(queue), queue.left_over), (2, 2))
        self.assertEqual(len(BatchQueue(self.directory, 1, 3, even="pad")), 3)
        for rank in range(3):
            given = []
            with self.assertRaisesRegex(UnevenEnd, "ends with batch 7: the last 2 are too few for 3 ranks"):
                for number, _ in BatchQueue(self.directory, rank, 3, even="error"):
                    given.append(number)
            self.assertEqual(given, [rank, 3 + rank])

    def test_shards_of_different_length_leave_no_rank_behind(self):
        self.whole(2, 7)
        numbers = self.numbers(2, 7)
        self.assertEqual(self.numbers_of(2), [numbers[0:8:2], numbers[1:8:2]])

    def test_the_job_sees_the_least_cursor_and_batches_below_it_go(self):
        self.whole(12)
        queues = [BatchQueue(self.directory, rank, 3) for rank in range(3)]
        for queue, steps in zip(queues, (3, 1, 2)):
            for _, _ in zip(range(steps), queue):
                pass
            queue.done()
        self.assertEqual([self.text(f"cursor-0000{rank}") for rank in range(3)], ["9", "3", "6"])
        self.assertEqual(self.names()[0], "batch-000000003.npz")

    def test_a_rank_that_comes_back_goes_on_at_its_cursor(self):
        self.whole(12)
        queues = [BatchQueue(self.directory, rank, 3) for rank in range(3)]
        for _, _ in zip(range(2), queues[1]):
            pass
        queues[1].done()
        self.assertEqual([n for n, _ in BatchQueue(self.directory, 1, 3)], [7, 10])
        self.assertEqual([n for n, _ in BatchQueue(self.directory, 1, 3, start=3)], [4, 7, 10])
        queues[0].done()

    def test_another_number_of_ranks_must_say_where_it_begins(self):
        self.whole(12)
        queues = [BatchQueue(self.directory, rank, 3) for rank in range(3)]
        next(iter(queues[1]))
        queues[1].done()
        with self.assertRaisesRegex(RanksChanged, "was read by 3 ranks up to different numbers, 0 to 3"):
            BatchQueue(self.directory, 0, 2)
        for queue in (queues[0], queues[2]):
            next(iter(queue))
            queue.done()
        self.assertEqual(self.numbers_of(2), [[3, 5, 7, 9], [4, 6, 8, 10]])
        with self.assertRaisesRegex(RanksChanged, "is now read by 2 ranks from batch 3 on, and this reader is one of 3"):
            queues[0].done()
        with self.assertRaises(BatchRemoved):
            BatchQueue(self.directory, 0, 2, start=0)

    def test_back_to_one_reader(self):
        self.whole(6)
        BatchQueue(self.directory, 0, 2).done()
        self.assertEqual([n for n, _ in BatchQueue(self.directory, start=2)], [2, 3, 4, 5])
        self.assertEqual((self.text("cursor"), self.names("ranks")), ("2", []))

    def test_ranks_may_start_at_the_same_moment(self):
        for attempt in range(30):
            self.setUp()
            self.whole(16)
            given, together = {}, threading.Barrier(8)

            def read(rank):
                together.wait()
                queue = BatchQueue(self.directory, rank, 8, start=0)
                numbers = []
                for number, _ in queue:
                    numbers.append(number)
                    queue.done()
                given[rank] = numbers

            threads = [threading.Thread(target=read, args=(rank,)) for rank in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(given, {rank: [rank, rank + 8] for rank in range(8)})
            self.assertEqual(self.names(".reading"), [], "nothing temporary stays")

    def test_ranks_come_and_go_and_die(self):
        """8 → 6 → 8 → … with kills: each batch of the run is used once in the history that counts."""
        for seed in range(20):
            with self.subTest(seed=seed):
                self.setUp()
                self.come_and_go(random.Random(seed))

    def come_and_go(self, chance):
        counts = [chance.randint(100, 140) for _ in range(chance.choice((1, 1, 3)))]
        self.whole(*counts)
        used, state = [], {"number": 0, "run": None}
        ended = False
        while not ended:
            world = chance.choice((8, 6, 1))
            queues = [BatchQueue(self.directory, rank, world, state["number"]) for rank in range(world)]
            given = [iter(queue) for queue in queues]
            since, steps = [], chance.randint(1, 12)
            for step in range(steps):
                row = []
                for rank in range(world):
                    if chance.random() < 0.02:  # a rank dies alone, and comes back where the others are
                        at = {} if not row else queues[0].state_dict()
                        queues[rank] = BatchQueue(self.directory, rank, world, queues[rank].state_dict()["number"])
                        given[rank] = iter(queues[rank])
                    row.append(next(given[rank], None))
                self.assertIn(sum(item is None for item in row), (0, world), "all ranks end at the same step")
                ended = row[0] is None
                if ended:
                    break
                since += [number for number, _ in row]
            if chance.random() < 0.3 and not ended:
                continue  # all die before the checkpoint
            states = [queue.state_dict() for queue in queues]
            self.assertEqual(len({state["number"] for state in states}), 1)
            state = states[0]
            used += since
            for queue in queues:
                queue.done()
        left = queues[0].left_over
        numbers = self.numbers(*counts)
        self.assertEqual(used, numbers[: len(numbers) - left])
        self.assertLess(left, world)


if __name__ == "__main__":
    unittest.main()
