# SPDX-License-Identifier: Apache-2.0
"""The queue as a PyTorch data set."""

from typing import Any, Dict, Iterator, Tuple

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from . import _queue
from ._npz import Arrays

_WIDER = {np.dtype(np.uint16): np.int32, np.dtype(np.uint32): np.int64}


def tensors(arrays: Arrays) -> Dict[str, Any]:
    """Arrays as tensors, without a copy where PyTorch has the type.

    uint16, uint32 and uint64 become the next wider signed type; uint64 must fit into int64, else ``ValueError``. Text
    stays a numpy array.
    """
    return {name: _tensor(name, array) for name, array in arrays.items()}


def _tensor(name: str, array: "np.ndarray[Any, Any]") -> Any:
    if array.dtype.kind in "US":
        return array
    if array.dtype == np.uint64:
        if array.size and int(array.max()) > np.iinfo(np.int64).max:
            raise ValueError(f'array "{name}" has values of uint64 that no tensor holds: the greatest is {array.max()}')
        array = array.astype(np.int64)
    return torch.from_numpy(array.astype(_WIDER.get(array.dtype, array.dtype), copy=False))


class BatchQueue(_queue.BatchQueue, IterableDataset[Any]):
    """``pescador_flink.BatchQueue`` as an ``IterableDataset`` of ``(number, tensors)``.

    ``loader(workers)`` reads ahead of the training loop and keeps track of it: ``done()`` and ``state_dict()`` then
    need no number. With a DataLoader of your own, set ``batch_size=None``, since batches are batches already, and give
    both the number of the last batch that was used. Workers share the batches of the rank, in order.
    """

    def __iter__(self) -> Iterator[Tuple[int, Dict[str, Any]]]:
        worker = get_worker_info()  # type: ignore[no-untyped-call]
        parts = (0, 1) if worker is None else (worker.id, worker.num_workers)
        for number, arrays in self._give(*parts):
            yield number, tensors(arrays)

    def loader(self, workers: int = 1, **options: Any) -> Iterator[Tuple[int, Dict[str, Any]]]:
        """Yields ``(number, tensors)``, read by so many worker processes.

        :param workers: number of processes; 0 reads in this one
        :param options: of the ``DataLoader``, ``pin_memory=True`` for one
        """
        self._await_run()
        self._join()
        for number, batch in DataLoader(self, batch_size=None, num_workers=workers, **options):
            self._next = self._after(self._started(), number)
            yield number, batch
