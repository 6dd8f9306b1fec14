# SPDX-License-Identifier: Apache-2.0
"""Reads the batches that Pescador for Flink draws.

``BatchQueue`` reads a directory (``pescador sample plan.yaml --output npz:DIR``), ``BatchSocket`` a ZeroMQ socket
(``--output zmq:tcp://…``; needs pyzmq and msgpack). Both yield ``(number, arrays)`` in the global order, and raise
instead of waiting for ever for a job that is gone. ``pescador_flink.torch`` has the queue as a PyTorch data set.

docs/trainer.md describes both ways.
"""

from ._errors import BatchDamaged, BatchLost, BatchRemoved, JobFailed, JobSilent, QueueError, RanksChanged, UnevenEnd
from ._npz import Arrays, read
from ._queue import BatchQueue
from ._socket import BatchSocket, decode

__all__ = [
    "Arrays",
    "BatchDamaged",
    "BatchLost",
    "BatchQueue",
    "BatchRemoved",
    "BatchSocket",
    "JobFailed",
    "JobSilent",
    "QueueError",
    "RanksChanged",
    "UnevenEnd",
    "decode",
    "read",
]
