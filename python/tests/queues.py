# SPDX-License-Identifier: Apache-2.0
"""Directories as a job would leave them."""

import json
import os
import struct
import tempfile
import unittest
import zlib

import numpy as np


def npz(path, arrays):
    """Writes an npz as the job does: stored, 64-bit sizes in an extra field of 20 bytes."""
    content, directory = b"", b""
    for name, array in arrays.items():
        array = np.asarray(array)
        header = str({"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}).encode()
        header += b" " * (-(len(header) + 11) % 64) + b"\n"
        data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + array.tobytes()
        entry = f"{name}.npy".encode()
        sizes = struct.pack("<HHQQ", 1, 16, len(data), len(data))
        common = struct.pack("<HHHHHIIIHH", 45, 0x800, 0, 0, 33, zlib.crc32(data), 0xFFFFFFFF, 0xFFFFFFFF, len(entry), 20)
        at = len(content)
        content += b"PK\x03\x04" + common + entry + sizes + data
        directory += b"PK\x01\x02" + struct.pack("<H", 45) + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + entry + sizes
    count = len(arrays)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(content), 0)
    with open(path + ".new", "wb") as file:
        file.write(content + directory + end)
    os.replace(path + ".new", path)


class QueueTest(unittest.TestCase):
    """Tests with a directory of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = folder.name

    def write(self, name, text):
        with open(os.path.join(self.directory, name + ".w"), "w") as file:
            file.write(text)
        os.replace(os.path.join(self.directory, name + ".w"), os.path.join(self.directory, name))

    def text(self, name):
        with open(os.path.join(self.directory, name)) as file:
            return file.read()

    def begin(self, shards=1, run="seed 1"):
        self.write("run.json", json.dumps({"format": 1, "run": run, "shards": shards}))

    def batch(self, *numbers):
        for number in numbers:
            npz(os.path.join(self.directory, f"batch-{number:09d}.npz"), {"X": np.full((2, 3), number, np.float32)})

    def end(self, *counts):
        shards = len(counts)
        stop = max((count - 1) * shards + shard + 1 for shard, count in enumerate(counts) if count)
        for shard, count in enumerate(counts):
            self.write(f"shard-{shard:05d}.end", f"{count}\n")
        self.write("end.json", json.dumps({"total": sum(counts), "stop": stop, "shards": counts}))

    def whole(self, *counts):
        """A run that has ended."""
        self.begin(len(counts))
        self.batch(*self.numbers(*counts))
        self.end(*counts)

    @staticmethod
    def numbers(*counts):
        return sorted(n * len(counts) + shard for shard, count in enumerate(counts) for n in range(count))

    def job(self, beat, state="running", **more):
        self.write("job.json", json.dumps({"state": state, "beat": beat, **more}))

    def names(self, prefix="batch-"):
        return sorted(name for name in os.listdir(self.directory) if name.startswith(prefix))
