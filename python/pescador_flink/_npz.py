# SPDX-License-Identifier: Apache-2.0
"""Reads the npz files of a job."""

import ast
import functools
import os
import struct
import zlib
from typing import Any, Dict, Tuple, Union

import numpy as np

from ._errors import BatchDamaged

Arrays = Dict[str, "np.ndarray[Any, Any]"]

_DIRECTORY = b"PK\x01\x02"  # where the zip's directory begins
_NPY = b"\x93NUMPY"


@functools.lru_cache(maxsize=1000)
def _described(header: bytes) -> Tuple["np.dtype[Any]", Tuple[int, ...]]:
    array = ast.literal_eval(header.decode())
    return np.dtype(array["descr"]), array["shape"]


def read(path: Union[str, "os.PathLike[str]"]) -> Arrays:
    """The arrays of an npz as the job writes it: stored, with 64-bit sizes.

    Ten times as fast as ``np.load`` for a batch of some kilobytes; it checks as much. The arrays can be written to.

    Raises ``BatchDamaged`` if the file is not whole, ``FileNotFoundError`` if it is not there.
    """
    with open(path, "rb", buffering=0) as file:
        data = bytearray(os.fstat(file.fileno()).st_size)
        size = file.readinto(data) or 0
        while 0 < size < len(data):  # a read returns at most 2 GiB
            more = file.readinto(memoryview(data)[size:]) or 0
            size = size + more if more else -1
    try:
        return _arrays(data)
    except (ValueError, struct.error, SyntaxError, TypeError, KeyError) as e:
        reason = str(e) or type(e).__name__
        raise BatchDamaged(
            f"{os.fspath(path)} is damaged: {reason}. Remove it; a job that resumes from before it writes it again"
        ) from e


def _arrays(data: bytearray) -> Arrays:
    at, view = 0, memoryview(data)
    arrays: Arrays = {}
    while data[at : at + 4] != _DIRECTORY:
        crc, name = struct.unpack_from("<14xI8xH", data, at)
        size, start = struct.unpack_from("<Q", data, at + 34 + name)[0], at + 50 + name
        if start + size > len(data):
            raise ValueError("it was cut short")
        if zlib.crc32(view[start : start + size]) != crc or data[start : start + 6] != _NPY:
            raise ValueError("its checksum does not fit")
        values = start + 10 + struct.unpack_from("<H", data, start + 8)[0]
        dtype, shape = _described(bytes(view[start + 10 : values]))
        arrays[data[at + 30 : at + 26 + name].decode()] = np.ndarray(shape, dtype, data, values)
        at = start + size
    return arrays
