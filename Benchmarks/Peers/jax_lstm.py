"""One step of JAX: scan over time, jit around the step, optax's Adam; or its predictions.

Settings: `scan`, the input product hoisted out of the loop; `unrolled`, the same with four time
steps in one iteration, which lets XLA fuse across them. One thread takes a process of its own,
`--threads 1`: XLA's crew has the size that it was started with.
"""

from timing import arguments, batch, limit_threads, measure

SETTINGS = ["scan", "unrolled"]
OPTIONS = arguments(SETTINGS, SETTINGS)
limit_threads(OPTIONS.threads)

import jax  # noqa: E402  (after the environment is set)
import jax.numpy as jnp  # noqa: E402
import numpy  # noqa: E402
import optax  # noqa: E402


def initial(shape):
    """Glorot weights, zero biases: their values do not change the speed.

    By NumPy: JAX would compile a program for each array, longer than many a shape is timed.
    """
    random = numpy.random.default_rng(0)

    def glorot(rows, columns):
        limit = (6 / (rows + columns)) ** 0.5
        return jnp.asarray(random.uniform(-limit, limit, (rows, columns)).astype(numpy.float32))

    def zeros(size):
        return jnp.asarray(numpy.zeros(size, numpy.float32))

    layers, below = [], shape.inputs
    for units in shape.hidden:
        layers.append(
            {
                "input": glorot(below, 4 * units),
                "recurrent": glorot(units, 4 * units),
                "bias": zeros(4 * units),
            }
        )
        below = units
    return {"layers": layers, "dense": glorot(below, 1), "bias": zeros(1)}


def lstm(layer, x, unroll):
    """x: [T, B, I] to [T, B, H], and the last of it, [B, H]."""
    projected = x @ layer["input"] + layer["bias"]
    units = layer["recurrent"].shape[0]
    start = jnp.zeros((x.shape[1], units))

    def cell(carry, gates):
        hidden, state = carry
        gates = gates + hidden @ layer["recurrent"]
        i, f, g, o = jnp.split(gates, 4, axis=1)
        state = jax.nn.sigmoid(f) * state + jax.nn.sigmoid(i) * jnp.tanh(g)
        hidden = jax.nn.sigmoid(o) * jnp.tanh(state)
        return (hidden, state), hidden

    (last, _), all_steps = jax.lax.scan(cell, (start, start), projected, unroll=unroll)
    return all_steps, last


def prepare(shape, setting):
    inputs, targets = batch(shape)
    inputs = jnp.asarray(inputs.transpose(1, 0, 2))
    targets = jnp.asarray(targets)
    parameters = initial(shape)
    unroll = 4 if setting == "unrolled" else 1

    def output(parameters, x):
        for layer in parameters["layers"]:
            x, last = lstm(layer, x, unroll)
        return last @ parameters["dense"] + parameters["bias"]

    if OPTIONS.inference:
        predict = jax.jit(output)
        return lambda: predict(parameters, inputs).block_until_ready()

    adam = optax.adam(1e-3, eps=1e-7)
    held = [parameters, jax.jit(adam.init)(parameters)]

    def loss(parameters, x, y):
        return jnp.mean((output(parameters, x) - y) ** 2)

    def update(parameters, moments, x, y):
        gradient = jax.grad(loss)(parameters, x, y)
        changes, moments = adam.update(gradient, moments)
        return optax.apply_updates(parameters, changes), moments

    compiled = jax.jit(update, donate_argnums=(0, 1))

    def step():
        held[0], held[1] = compiled(held[0], held[1], inputs, targets)
        jax.block_until_ready(held)

    return step


measure("JAX", {"jax": jax.__version__, "optax": optax.__version__}, OPTIONS, prepare)
