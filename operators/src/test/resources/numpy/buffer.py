# Writes buffer.txt: what numpy makes of batches of four. Sample i has X = 6i … 6i + 5 as 2 × 3 doubles and Y = [i, -i] as 64-bit integers.
import numpy as np

samples = [{"X": np.arange(6 * i, 6 * i + 6, dtype="<f8").reshape(2, 3), "Y": np.array([i, -i], dtype="<i8")} for i in range(10)]


def write(out, case, batches):
    for number, batch in enumerate(batches):
        for name, array in batch.items():
            print(case, number, name, array.dtype.str, "x".join(map(str, array.shape)), ",".join(str(float(v)) for v in array.ravel()), file=out)


with open("buffer.txt", "w") as out:
    groups = [samples[i : i + 4] for i in range(0, 10, 4)]
    write(out, "none", [{k: np.array([s[k] for s in g]) for k in ("X", "Y")} for g in groups])
    write(out, "0", [{k: np.concatenate([s[k] for s in g], axis=0) for k in ("X", "Y")} for g in groups])
    write(out, "1", [{"X": np.concatenate([s["X"] for s in g], axis=1)} for g in groups])
