# SPDX-License-Identifier: Apache-2.0
"""ZeroMQ sockets that a job sends batches to: pescador's messages."""

import time
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np

from ._errors import BatchLost, JobSilent, QueueError
from ._npz import Arrays


def decode(header: Any, frames: Sequence[Any]) -> Arrays:
    """One message as arrays, which are read-only; an empty dictionary ends the stream.

    Needs msgpack. Raises ``QueueError`` if the message is not a batch.
    """
    import msgpack

    try:
        described = msgpack.unpackb(header)
        if len(described) != len(frames):
            raise ValueError(f"{len(frames)} frames for {len(described)} arrays")
        return {
            array["key"]: np.ndarray(array["shape"], array["dtype"], frame)
            for array, frame in zip(described, frames)
        }
    except (ValueError, TypeError, KeyError, msgpack.UnpackException) as e:
        raise QueueError(f"not a batch: {e}") from e


class BatchSocket:
    """Batches that a job sends, in the global order: yields ``(number, arrays)``. Needs pyzmq and msgpack.

    Binds a socket for each shard of the job: to the ports from the address's on, or to addresses of their own. What
    lies in the queues when this process ends is lost; where that matters, read a directory.

    A job that was killed and resumed sends some batches again, over a new connection: they may arrive before the last
    ones of the old connection. If batches carry ``_batch`` (``--provenance``), batches that were read before are
    skipped, what overtook is put in order, and a missing one raises ``BatchLost``.

    A context manager; ``close()`` lets go of the ports. Not thread-safe.

    :param address: ``tcp://host:port``, or one address for each shard
    :param shards: the job's number of shards
    :param start: the first number that is wanted
    :param early: how many batches may have overtaken others
    :param patience: seconds without a connection after which the job counts as gone; ``math.inf`` waits for ever
    :param keys: this consumer's public and secret CURVE key, which let in only jobs that know the public one
    """

    def __init__(
        self,
        address: Union[str, Sequence[str]] = "tcp://127.0.0.1:5555",
        shards: int = 1,
        start: int = 0,
        *,
        early: int = 1000,
        patience: float = 60.0,
        keys: Optional[Tuple[bytes, bytes]] = None,
    ) -> None:
        self.shards = shards
        self.start = start
        self.early = early
        self._sockets: Dict[int, _ShardSocket] = {}
        try:
            for shard, where in enumerate(_addresses(address, shards)):
                self._sockets[shard] = _ShardSocket(where, patience, keys)
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[Tuple[int, Arrays]]:
        sources = {shard: socket.receive for shard, socket in self._sockets.items()}
        for number, arrays in in_order(sources, self.shards, self.start, self.early):
            self.start = number + 1
            yield number, arrays

    def close(self) -> None:
        """Lets go of the ports."""
        for socket in self._sockets.values():
            socket.close()
        self._sockets = {}

    def __enter__(self) -> "BatchSocket":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def in_order(
    sources: Dict[int, Callable[[], Arrays]], shards: int, number: int, early: int
) -> Iterator[Tuple[int, Arrays]]:
    """What shards send, in the order of ``_batch``.

    :param sources: gives the next batch of each shard; an empty one at its end
    """
    held: Dict[int, Arrays] = {}
    while sources or held:
        shard = number % shards
        while shard in sources and number not in held:
            batch = sources[shard]()
            if not batch:
                del sources[shard]
            elif batch.get("_batch", number) >= number:
                held[int(batch.get("_batch", number))] = batch
            if len(held) > early or not batch and any(other % shards == shard for other in held):
                raise BatchLost(f"batch {number} was lost: batch {min(held)} came instead")
        if number in held:
            yield number, held.pop(number)
        number += 1


def _addresses(address: Union[str, Sequence[str]], shards: int) -> List[str]:
    if not isinstance(address, str):
        if len(address) != shards:
            raise ValueError(f"{len(address)} addresses for {shards} shards: each shard has one")
        return list(address)
    host, _, port = address.rpartition(":")
    if shards == 1:
        return [address]
    return [f"{host}:{int(port) + shard}" for shard in range(shards)]


class _ShardSocket:
    """A socket, and how many connections it has."""

    _RECEIVE_QUEUE = 4
    _LOOK_MILLIS = 500

    def __init__(self, address: str, patience: float, keys: Optional[Tuple[bytes, bytes]]) -> None:
        import zmq

        self._address = address
        self._patience = patience
        self._connections = 0
        self._socket = zmq.Context.instance().socket(zmq.PULL)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED)
        self._socket.rcvhwm = self._RECEIVE_QUEUE
        if keys is not None:
            self._socket.curve_server = True
            self._socket.curve_publickey, self._socket.curve_secretkey = keys
        try:
            self._socket.bind(address)
        except zmq.ZMQError as e:
            self.close()
            raise QueueError(f"{address}: {e}. Is another reader running?") from e

    def receive(self) -> Arrays:
        """The next batch; an empty one at the end."""
        since = time.monotonic()
        while not self._socket.poll(self._LOOK_MILLIS):
            self._count_connections()
            now = time.monotonic()
            if self._connections > 0:
                since = now
            elif now - since >= self._patience:
                raise JobSilent(
                    f"no job has been connected to {self._address} for {self._patience:g} s: start or resume it, or wait"
                    " longer (patience)"
                )
        header, *frames = self._socket.recv_multipart(copy=False)
        return decode(header.buffer, [frame.buffer for frame in frames])

    def _count_connections(self) -> None:
        import zmq
        from zmq.utils.monitor import recv_monitor_message

        while self._monitor.poll(0):
            event = recv_monitor_message(self._monitor)["event"]
            self._connections += 1 if event == zmq.EVENT_HANDSHAKE_SUCCEEDED else -1
        self._connections = max(0, self._connections)

    def close(self) -> None:
        self._socket.disable_monitor()
        self._socket.close(linger=0)
