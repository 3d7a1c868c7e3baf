"""One training step of Keras on JAX."""

from keras_step import run

run("jax", ["jit"])
