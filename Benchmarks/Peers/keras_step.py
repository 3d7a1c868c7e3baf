"""One training step of Keras on either backend: what keras_jax.py and keras_tensorflow.py share.

The step is `train_on_batch` without its metrics: Keras's own compiled train function.
"""

import os

from shape import RECURRENT_DROPOUT, VOCABULARY
from timing import arguments, batch, limit_threads, measure


def recurrent(keras, kind: str, units: int, sequences: bool):
    """A layer of a kind."""
    if kind in ("gru", "rnn"):
        layer = keras.layers.GRU if kind == "gru" else keras.layers.SimpleRNN
        return layer(units, return_sequences=sequences)
    dropout = RECURRENT_DROPOUT if kind == "recurrent-dropout" else 0
    layer = keras.layers.LSTM(units, recurrent_dropout=dropout, return_sequences=sequences)
    return keras.layers.Bidirectional(layer) if kind == "bidirectional" else layer


def run(backend: str, settings: list[str]) -> None:
    """Settings: `jit`, XLA around the whole step; `graph`, TensorFlow's graph without XLA.

    Unrolling the time loop takes XLA minutes to compile and made the reference shape slower."""
    options = arguments(settings, inference=[])
    limit_threads(options.threads)
    os.environ["KERAS_BACKEND"] = backend
    import keras

    versions = {"keras": keras.__version__}
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(options.threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        versions["tensorflow"] = tensorflow.__version__
    else:
        import jax

        versions["jax"] = jax.__version__

    def prepare(shape, setting):
        keras.backend.clear_session()
        keras.utils.set_random_seed(0)
        if shape.layers.embeds:
            layers = [keras.Input((shape.steps,), dtype="int32")]
            layers.append(keras.layers.Embedding(VOCABULARY, shape.inputs))
        else:
            layers = [keras.Input((shape.steps, shape.inputs))]
        for index, units in enumerate(shape.hidden):
            layers.append(recurrent(keras, shape.kind, units, index + 1 < len(shape.hidden)))
        model = keras.Sequential([*layers, keras.layers.Dense(1)])
        model.compile(
            optimizer=keras.optimizers.Adam(1e-3), loss="mse", jit_compile=setting != "graph"
        )
        inputs, targets = batch(shape)
        if backend == "tensorflow":
            import tensorflow

            inputs, targets = tensorflow.constant(inputs), tensorflow.constant(targets)
        else:
            import jax.numpy

            inputs, targets = jax.numpy.asarray(inputs), jax.numpy.asarray(targets)
        # train_on_batch reads the loss back, and so returns when the step is done.
        return lambda: model.train_on_batch(inputs, targets)

    name = {"jax": "Keras/JAX", "tensorflow": "Keras/TF"}[backend]
    measure(name, versions, options, prepare)
