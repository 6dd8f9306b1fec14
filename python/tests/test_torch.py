# SPDX-License-Identifier: Apache-2.0
import os
import unittest

import numpy as np

try:
    import torch

    from pescador_flink.torch import BatchQueue, tensors
except ImportError:
    torch = None

from .queues import QueueTest, npz


@unittest.skipIf(torch is None, "no PyTorch here")
class TorchTest(QueueTest):
    def test_is_an_iterable_data_set(self):
        self.whole(3)
        self.assertIsInstance(BatchQueue(self.directory), torch.utils.data.IterableDataset)
        given = [(n, batch["X"].dtype, float(batch["X"].sum())) for n, batch in BatchQueue(self.directory)]
        self.assertEqual(given, [(n, torch.float32, 6.0 * n) for n in range(3)])

    def test_workers_share_the_batches_in_order(self):
        self.whole(23)
        for workers in (0, 2, 4):
            for rank in range(2):
                with self.subTest(workers=workers, rank=rank):
                    queue = BatchQueue(self.directory, rank, 2, start=0)
                    self.assertEqual([n for n, _ in queue.loader(workers)], list(range(rank, 22, 2)))
                    own = torch.utils.data.DataLoader(
                        BatchQueue(self.directory, rank, 2, start=0), batch_size=None, num_workers=workers
                    )
                    self.assertEqual([n for n, _ in own], list(range(rank, 22, 2)))

    def test_a_state_is_saved_and_loaded(self):
        for workers in (0, 2, 4):
            with self.subTest(workers=workers):
                self.setUp()
                self.whole(40)
                queue = BatchQueue(self.directory)
                given = []
                for number, _ in queue.loader(workers):
                    given.append(number)
                    if number == 16:
                        break
                state = queue.state_dict()
                queue.done()
                self.assertEqual((state["number"], self.text("cursor")), (17, "17"))
                other = BatchQueue(self.directory)
                other.load_state_dict(state)
                for number, _ in other.loader(workers):
                    given.append(number)
                    other.done()
                self.assertEqual(given, list(range(40)))
                self.assertEqual(self.names(), [])

    def test_text_and_unsigned_numbers(self):
        self.begin()
        arrays = {
            "class": np.array(["cat", "dog"]),
            "a": np.array([1, 2], np.uint16),
            "b": np.array([2**32 - 1], np.uint32),
            "c": np.array([2**63 - 1], np.uint64),
            "d": np.array([True]),
            "e": np.array([1.5], np.float16),
            "n": np.array(7, np.uint8),
        }
        npz(os.path.join(self.directory, "batch-000000000.npz"), arrays)
        self.end(1)
        for workers in (0, 2):
            ((_, batch),) = BatchQueue(self.directory).loader(workers)
            self.assertEqual(batch["class"].tolist(), ["cat", "dog"])
            self.assertEqual(
                [str(batch[name].dtype)[6:] for name in "abcden"], ["int32", "int64", "int64", "bool", "float16", "uint8"]
            )
            self.assertEqual(int(batch["b"][0]), 2**32 - 1)
        with self.assertRaisesRegex(ValueError, '"c" has values of uint64 that no tensor holds'):
            tensors({"c": np.array([2**63], np.uint64)})

    def test_an_error_comes_out_of_a_worker(self):
        from pescador_flink import JobSilent

        self.begin()
        for workers in (0, 2):
            with self.assertRaisesRegex(JobSilent, "no job has begun to write"):
                list(BatchQueue(self.directory, patience=0.5).loader(workers))


if __name__ == "__main__":
    unittest.main()
