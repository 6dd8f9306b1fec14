# SPDX-License-Identifier: Apache-2.0
"""Makes the files in npy-saved/ and npz/ that tests compare with; run here by hand, with numpy 2.4, when a case is added."""
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
