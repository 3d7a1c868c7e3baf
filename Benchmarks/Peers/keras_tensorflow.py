"""One training step of Keras on TensorFlow."""

from keras_step import run

run("tensorflow", ["graph", "jit"])
