// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/trainer.md} promises of its Python; that the readers work, the ITCases show. */
class PageTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"queue", "read", "cursor", "torch", "receive", "socket", "keys"})
    void noReaderIsLongerThanTwentyLinesOfCode(String name) throws Exception {
        assertThat(Python.snippet(name).lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
                .hasSizeLessThanOrEqualTo(20);
    }

    /** The page's own reader gives what numpy's does, and notices a file that was cut short or changed. */
    @Test
    void readGivesWhatNumpyDoes() throws Exception {
        Python python = Python.with("numpy");
        Path file = temporary.resolve("batch.npz");
        Files.write(
                file,
                Batches.npz(Sample.of("X", NdArray.of(1.5f, 2, 3, 4, 5, 6).reshape(2, 3))
                        .with("ü", NdArray.of("a", "bcd"))
                        .with("n", NdArray.scalar(7L))
                        .with("none", NdArray.of(new double[0]))));
        Process reader = python.start(
                temporary.resolve("read.py"),
                Python.snippet("read")
                        + """

                        import sys
                        with np.load(sys.argv[1]) as file:
                            expected = dict(file)
                        arrays = read(sys.argv[1])
                        assert list(arrays) == list(expected)
                        for name, array in arrays.items():
                            assert array.dtype == expected[name].dtype and array.shape == expected[name].shape
                            assert array.tobytes() == expected[name].tobytes()
                        with open(sys.argv[1], "rb") as file:
                            whole = file.read()
                        start, end = whole.index(b"\\x93NUMPY"), whole.index(b"PK\\x01\\x02")
                        damaged = [whole[:length] for length in range(0, end, 7)] + [bytes(len(whole))]
                        damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:] for at in range(start, start + 150, 13)]
                        for content in damaged:
                            with open(sys.argv[1], "wb") as file:
                                file.write(content)
                            try:
                                read(sys.argv[1])
                            except Exception:
                                continue
                            raise AssertionError(f"{len(content)} bytes were read")
                        """,
                file.toString());
        int code = reader.waitFor();
        assertThat(code).as(Files.readString(temporary.resolve("read.py.out"))).isZero();
    }

    /** A job that was killed and goes on may be faster than what the old one had on its way. */
    @Test
    void theSocketsReaderPutsInOrderWhatOvertook() throws Exception {
        Python python = Python.with("numpy", "zmq");
        Process reader = python.start(
                temporary.resolve("overtaken.py"),
                "import numpy as np, zmq\n"
                        + Python.snippet("socket")
                        + """

                        class Socket:
                            rcvhwm = 0
                            def bind(self, address): self.shard = int(address.rsplit(":", 1)[1])
                            def close(self): pass
                        class Context:
                            def socket(self, kind): return Socket()
                        zmq.Context.instance = Context

                        def run(*shards, early=3):
                            coming = [iter(shard) for shard in shards]
                            def receive(socket):
                                n = next(coming[socket.shard])
                                return {} if n is None else {"_batch": np.array(n)}
                            globals()["receive"] = receive
                            given = []
                            try:
                                for number, batch in batches(0, len(shards), early=early):
                                    given.append(number)
                                    assert batch["_batch"] == number
                            except RuntimeError as e:
                                given.append(str(e))
                            print(*given)

                        run([0, 1, 2, 4, 5, 3, 4, 6, None])
                        run([0, 2, 6, 4, 8, None], [5, 1, 3, 5, 7, None])
                        run([0, 2, 3, 4, 5])
                        run([0, 2, None])
                        """);
        assertThat(reader.waitFor()).isZero();
        assertThat(Files.readAllLines(temporary.resolve("overtaken.py.out")))
                .containsExactly(
                        "0 1 2 3 4 5 6",
                        "0 1 2 3 4 5 6 7 8",
                        "0 batch 1 was lost: batch 2 came instead",
                        "0 batch 1 was lost: batch 2 came instead");
    }

    /** With PyTorch where there is one, else with a stub of the names that the example takes from it: the code of the page runs anyway. */
    @Test
    void theDataSetGivesTheQueuesBatches() throws Exception {
        Python python = Python.with("numpy");
        Path queue = Files.createDirectory(temporary.resolve("queue"));
        Files.writeString(queue.resolve("run.json"), "{\"format\": 1, \"run\": \"x\", \"shards\": 1}\n");
        Files.write(queue.resolve("batch-000000000.npz"), Batches.npz(Batches.batch(1, 2)));
        Files.writeString(queue.resolve("end.json"), "{\"total\": 1, \"stop\": 1, \"shards\": [1]}\n");
        Process reader = python.start(
                temporary.resolve("dataset.py"),
                Python.snippet("queue")
                        + """

                        try:
                            import torch
                        except ImportError:
                            import sys, types
                            data = types.SimpleNamespace(IterableDataset=object, get_worker_info=lambda: None)
                            torch = sys.modules["torch"] = types.SimpleNamespace(
                                from_numpy=lambda array: array, utils=types.SimpleNamespace(data=data))
                        """
                        + Python.snippet("torch")
                        + """

                        import sys
                        for number, tensors in Batches(sys.argv[1]):
                            print(number, sorted(tensors), tensors["X"].shape[0], int(tensors["Y"][1]))

                        class Second:
                            id, num_workers = 1, 2
                        torch.utils.data.get_worker_info = Second
                        try:
                            next(iter(Batches(sys.argv[1])))
                        except ValueError as e:
                            print(e)
                        """,
                queue.toString());
        assertThat(reader.waitFor()).isZero();
        assertThat(temporary.resolve("dataset.py.out"))
                .hasContent("0 ['X', 'Y'] 4 2\none worker reads the queue: each would read all of it");
    }
}
