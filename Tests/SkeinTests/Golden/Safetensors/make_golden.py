"""Makes the golden files of this folder with the reference implementation.

Run: python make_golden.py    (needs numpy and safetensors; made with 2.4.6 and 0.8.0)
"""

import pathlib

import numpy as np
from safetensors.numpy import save

here = pathlib.Path(__file__).parent

# One file as a model is: F32 only, names that sort in the order of the layers.
model = {
    "layers.0.bias": np.array([0.5, -1.5, 3.25e-7, 1e30], dtype=np.float32),
    "layers.0.weight_hh": np.arange(12, dtype=np.float32).reshape(4, 3) / 7,
    "layers.1.weight": np.array([[1.0, -0.0, np.inf]], dtype=np.float32),
}
(here / "model.safetensors").write_bytes(save(model, metadata={"gates": "i,f,g,o"}))

# One file of every type that checkpoints use, with an empty tensor, a scalar and odd names.
checkpoint = {
    "a \"quoted\" \\ name": np.array(2.5, dtype=np.float64),
    "counters": np.array([0, 2**64 - 1], dtype=np.uint64),
    "empty": np.zeros((3, 0), dtype=np.float32),
    "flags": np.array([0, 1, 255], dtype=np.uint8),
    "moments": np.array([[-1.25, 1e-300]], dtype=np.float64),
    "größe": np.array([1, 2], dtype=np.float32),
    "steps": np.array([-(2**63), 7], dtype=np.int64),
}
(here / "checkpoint.safetensors").write_bytes(save(checkpoint))
