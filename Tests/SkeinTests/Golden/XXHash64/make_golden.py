"""Makes xxh64.csv with the reference implementation's Python binding.

Run: python make_golden.py    (needs xxhash)

The bytes hashed are the first `length` of the sequence in xxHash's own sanity test; its published
values for lengths 0, 1, 4, 14 and 222 are among these.
"""

import pathlib

import xxhash

PRIME32, PRIME64, MASK = 2654435761, 11400714785074694797, 2**64 - 1

data, state = bytearray(), PRIME32
for _ in range(300):
    data.append(state >> 56)
    state = state * PRIME64 & MASK

lines = ["length,seed,hash"]
for length in [*range(70), 95, 96, 97, 222, 300]:
    for seed in [0, PRIME32]:
        digest = xxhash.xxh64(bytes(data[:length]), seed).hexdigest()
        lines.append(f"{length},{seed},{digest}")
(pathlib.Path(__file__).parent / "xxh64.csv").write_text("\n".join(lines) + "\n")
