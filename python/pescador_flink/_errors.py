# SPDX-License-Identifier: Apache-2.0
"""What readers raise. Each error is made of its message alone, so that it survives the way out of a DataLoader's worker."""


class QueueError(RuntimeError):
    """Batches cannot be read."""


class JobFailed(QueueError):
    """The job has failed. The message has its reason."""


class JobSilent(QueueError):
    """The job has not started, or shows no sign of life any more, or waits for this reader while this reader waits for it."""


class BatchRemoved(QueueError):
    """A batch was asked for that the readers have let go."""


class BatchDamaged(QueueError):
    """The file of a batch is not whole."""


class BatchLost(QueueError):
    """A batch is missing among those that came through sockets."""


class RanksChanged(QueueError):
    """The queue is read by another number of ranks, or from another number, than this reader was told."""


class UnevenEnd(QueueError):
    """The last batches are too few for all ranks (``even="error"``)."""
