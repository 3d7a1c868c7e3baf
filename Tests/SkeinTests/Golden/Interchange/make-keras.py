"""Networks that Keras saved, and what they say.

    KERAS_BACKEND=jax python make-keras.py

Needs keras, h5py, jax and safetensors (made with 3.15.1, 3.16.0, 0.10.2 and 0.8.0). Of each network NAME.keras is the
model, NAME.weights.h5 the weights alone, and NAME.keras.said.safetensors has the inputs x, the outputs y and, as
metadata, Skein's specification. Two have their weights as HDF5 in the newer ways, one in a group of many.
"""

from functools import partial
from pathlib import Path

import h5py
import keras
import numpy as np
from keras import layers
from safetensors.numpy import save_file

FOLDER = Path(__file__).parent
STEPS = 9


def plain():
    return keras.Sequential([
        layers.Input((STEPS, 2)), layers.LSTM(4, return_sequences=True, dropout=0.1),
        layers.Dropout(0.25), layers.GRU(3), layers.LayerNormalization(),
        layers.Dense(2, activation="gelu"),
    ])


def functional():
    x = start = layers.Input((STEPS, 2))
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True), merge_mode="ave")(x)
    x = layers.SimpleRNN(4, activation="relu", return_sequences=True)(x)
    x = layers.Bidirectional(layers.GRU(3, return_sequences=True))(x)
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Activation("softmax")(layers.Dense(3)(x))
    return keras.Model(start, x)


def tokens():
    return keras.Sequential([
        layers.Input((STEPS,)), layers.Embedding(7, 3), layers.GRU(4, reset_after=False),
        layers.Dense(1, use_bias=False),
    ])


def deep():
    return keras.Sequential(
        [layers.Input((STEPS, 2)), layers.LSTM(3)]
        + [layers.Dense(3, activation="tanh") for _ in range(11)] + [layers.Dense(1)])


NETWORKS = {
    "plain": (plain, "lstm:4:dropout=0.1:sequence,dropout:0.25,gru:3,layernorm,dense:2:gelu"),
    "functional": (
        functional,
        "bidirectional(lstm:3:sequence):mean,rnn:4:relu:sequence,bidirectional(gru:3:sequence),mean,"
        "dense:3:softmax",
    ),
    "tokens": (tokens, "embedding:7:3,gru:4:reset-before,dense:1"),
    "deep": (deep, "lstm:3" + ",dense:3:tanh" * 11 + ",dense:1"),
}

VERSIONS = {"functional": "v108", "deep": "latest"}

keras.utils.set_random_seed(3)
dice = np.random.default_rng(3)
usual = h5py.File
for name, (make, specification) in NETWORKS.items():
    model = make()
    # No weight is zero or one, which would hide one that is lost.
    model.set_weights([dice.normal(0, 0.5, w.shape).astype("float32") for w in model.get_weights()])
    h5py.File = partial(usual, libver=VERSIONS[name]) if name in VERSIONS else usual
    model.save(FOLDER / f"{name}.keras")
    if name not in VERSIONS:
        model.save_weights(FOLDER / f"{name}.weights.h5")
    x = dice.normal(0, 1, (6, STEPS, 2)).astype("float32")
    if name == "tokens":
        x = dice.integers(0, 7, (6, STEPS, 1)).astype("float32")
    y = model.predict(x[..., 0] if name == "tokens" else x, verbose=0)
    save_file(
        {"x": x, "y": np.ascontiguousarray(y)}, FOLDER / f"{name}.keras.said.safetensors",
        {"specification": specification})

# One dense layer each, in ways in which Keras does not write arrays.
h5py.File = usual
kernel = dice.normal(0, 1, (3, 2))
for name, data, options in [
    ("chunked", kernel.astype("<f4"), {"chunks": (3, 1)}),
    ("compressed", kernel.astype("<f4"), {"chunks": (3, 2), "compression": "gzip"}),
    ("integers", kernel.astype("<i4"), {}), ("big", kernel.astype(">f4"), {}),
    ("doubles", kernel.astype("<f8"), {}),
]:
    with h5py.File(FOLDER / f"{name}.h5", "w") as file:
        file.create_dataset("layers/dense/vars/0", data=data, **options)
