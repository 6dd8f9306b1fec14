# SPDX-License-Identifier: Apache-2.0
"""Makes the files in npy-saved/ and npz/ that tests compare with; run here by hand, with numpy 2.4, when a case is added."""
import decimal
import os
import zipfile

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
os.makedirs(os.path.join(here, "npy-saved"), exist_ok=True)


def save(name, array):
    np.save(os.path.join(here, "npy-saved", name + ".npy"), array)


for t in "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
    save(t, np.arange(6).reshape(2, 3).astype(t))
save("limits-u8", np.array([0, 2**63, 2**64 - 1], "u8"))
save("all-float16", np.arange(65536, dtype="u2").view("f2"))
save("str", np.array([["pez", ""], ["señal", "網🐟"]]))
save("bytes", np.array([b"ab", b"", b"abcdef"]))
save("zero-d", np.array(3.5, "f4"))
save("empty", np.zeros((0,), "i8"))
save("empty-inside", np.zeros((3, 0, 2), "f8"))
save("five-d", np.arange(2 * 3 * 1 * 4 * 5, dtype="i2").reshape(2, 3, 1, 4, 5))
save("long-axis", np.arange(100000, dtype="u1"))
save("rank-32", np.ones((1,) * 32, "f4"))

arrays = {
    "X": np.arange(60, dtype="f4").reshape(10, 2, 3),
    "Y": np.arange(10),
    "name": np.array(["n%d" % i for i in range(10)]),
    "sr": np.array(22050.0),
}
npz = os.path.join(here, "npz")
np.savez(os.path.join(npz, "stored.npz"), **arrays)
np.savez_compressed(os.path.join(npz, "deflated.npz"), **arrays)
np.savez(os.path.join(npz, "fortran.npz"), F=np.asfortranarray(np.arange(60.0).reshape(10, 2, 3)), B=np.arange(10, dtype=">i4"))
np.savez_compressed(
    os.path.join(npz, "fortran-deflated.npz"), F=np.asfortranarray(np.arange(60.0).reshape(10, 2, 3)), B=np.arange(10, dtype=">i4")
)
np.savez(os.path.join(npz, "umlaut.npz"), **{"größe": np.arange(3), "../up": np.arange(3)})
np.savez(os.path.join(npz, "unequal.npz"), X=np.zeros((4, 2)), classes=np.arange(3))
np.savez(os.path.join(npz, "object.npz"), o=np.array([{}, []], dtype=object), x=np.arange(2))
with zipfile.ZipFile(os.path.join(npz, "no-arrays.npz"), "w") as z:
    z.writestr("readme.txt", "nothing here")
# A zip that says everything in 64 bits, as if it were larger than 4 GiB.
zipfile.ZIP64_LIMIT = 10
np.savez(os.path.join(npz, "wide.npz"), **arrays)

# Parquet needs pyarrow; the files are there, so this part may be left out.
try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise SystemExit("no pyarrow: parquet/ is left as it is")
os.makedirs(os.path.join(here, "parquet"), exist_ok=True)
n = 1000
table = pa.table(
    {
        "i8": pa.array([i % 100 for i in range(n)], pa.int8()),
        "u16": pa.array([i * 60 for i in range(n)], pa.uint16()),
        "i32": pa.array(range(n), pa.int32()),
        "i64": pa.array([i * 10**12 for i in range(n)], pa.int64()),
        "f4": pa.array([i / 2 for i in range(n)], pa.float32()),
        "f8": pa.array([i / 3 if i % 7 else None for i in range(n)], pa.float64()),
        "ok": pa.array([i % 3 == 0 for i in range(n)]),
        "s": pa.array(["señal %d" % (i % 10) for i in range(n)]),
        "raw": pa.array([bytes([i % 256] * (i % 5)) for i in range(n)]),
        "list": pa.array([[float(j) for j in range(i % 4)] for i in range(n)], pa.list_(pa.float32())),
        "matrix": pa.array([[[i, j] for j in range(3)] for i in range(n)], pa.list_(pa.list_(pa.int64()))),
        "fixed": pa.array([[i, i + 1, i + 2] for i in range(n)], pa.list_(pa.int32(), 3)),
    }
)
for codec in "none snappy gzip zstd".split():
    for version in ("1.0", "2.0"):
        name = os.path.join(here, "parquet", "%s-v%s.parquet" % (codec, version[0]))
        pq.write_table(table, name, compression=codec, data_page_version=version, row_group_size=400, data_page_size=2000)
pq.write_table(
    table.select(["i32", "i64", "s"]),
    os.path.join(here, "parquet", "delta.parquet"),
    use_dictionary=False,
    compression="none",
    column_encoding={"i32": "DELTA_BINARY_PACKED", "i64": "DELTA_BINARY_PACKED", "s": "DELTA_LENGTH_BYTE_ARRAY"},
)
pq.write_table(
    pa.table(
        {
            "x": pa.array([1.0, 2.0]),
            "when": pa.array([1, 2], pa.timestamp("ms")),
            "struct": pa.array([{"a": 1, "b": 2}] * 2),
            "none": pa.array([1, None], pa.int64()),
            "ragged": pa.array([[[1], [2, 3]], []], pa.list_(pa.list_(pa.int64()))),
            "money": pa.array([1, 2], pa.decimal128(5, 2)),
        }
    ),
    os.path.join(here, "parquet", "odd.parquet"),
)

# What people have: times, decimals, structures, maps, nulls, and texts that are encoded by what they begin with.
n = 30
rich = pa.table(
    {
        "id": pa.array(range(n), pa.int64()),
        "u64": pa.array([2**63 + i if i % 2 else i for i in range(n)], pa.uint64()),
        "us": pa.array([i * 1000 - 5 for i in range(n)], pa.timestamp("us", "UTC")),
        "ns": pa.array([i * 10**9 for i in range(n)], pa.timestamp("ns")),
        "day": pa.array([i - 3 for i in range(n)], pa.date32()),
        "time": pa.array([i * 1000 for i in range(n)], pa.time32("ms")),
        "small": pa.array([decimal.Decimal(i - 7).scaleb(-2) for i in range(n)], pa.decimal128(7, 2)),
        "large": pa.array([decimal.Decimal(10**20 + i).scaleb(-5) for i in range(n)], pa.decimal128(30, 5)),
        "half": pa.array([np.float16(i / 4) for i in range(n)], pa.float16()),
        "image": pa.array([{"bytes": bytes([i]) * (i % 3), "path": "%d.png" % i} for i in range(n)]),
        "only": pa.array([{"path": "%d.wav" % i} for i in range(n)]),
        "messages": pa.array([[{"role": "user", "content": "hi %d" % j} for j in range(i % 3)] for i in range(n)]),
        "tags": pa.array([[("a", i), ("b", i + 1)] for i in range(n)], pa.map_(pa.string(), pa.int32())),
        "maybe": pa.array([i if i % 4 else None for i in range(n)], pa.int32()),
        "maybe_text": pa.array(["t%d" % i if i % 5 else None for i in range(n)]),
        "names": pa.array([["x%d" % j for j in range(i % 3)] for i in range(n)], pa.list_(pa.binary())),
        "prefixed": pa.array(["https://example.org/%04d" % i for i in range(n)]),
    }
)
for version in ("1.0", "2.0"):
    pq.write_table(
        rich,
        os.path.join(here, "parquet", "rich-v%s.parquet" % version[0]),
        compression="zstd",
        data_page_version=version,
        row_group_size=12,
        write_page_checksum=True,
        use_dictionary=["maybe_text", "u64"],
        column_encoding={"prefixed": "DELTA_BYTE_ARRAY"},
    )
pq.write_table(
    pa.table({"t": pa.array([0, 10**18 + 1], pa.timestamp("ns"))}),
    os.path.join(here, "parquet", "int96.parquet"),
    use_deprecated_int96_timestamps=True,
)
