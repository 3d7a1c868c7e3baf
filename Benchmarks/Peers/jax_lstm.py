"""One training step of JAX: scan over time, jit around the step, optax's Adam.

Settings: `scan`, the input product hoisted out of the loop; `unrolled`, the same with four time
steps in one iteration, which lets XLA fuse across them.
"""

from timing import arguments, batch, limit_threads, measure

SETTINGS = ["scan", "unrolled"]
OPTIONS = arguments(SETTINGS)
limit_threads(OPTIONS.threads)

import jax  # noqa: E402  (after the environment is set)
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402


def initial(shape):
    """Glorot weights, zero biases: their values do not change the speed."""
    keys = iter(jax.random.split(jax.random.key(0), 3 * len(shape.hidden) + 1))
    glorot = jax.nn.initializers.glorot_uniform()
    layers, below = [], shape.inputs
    for units in shape.hidden:
        layers.append(
            {
                "input": glorot(next(keys), (below, 4 * units)),
                "recurrent": glorot(next(keys), (units, 4 * units)),
                "bias": jnp.zeros(4 * units),
            }
        )
        below = units
    return {"layers": layers, "dense": glorot(next(keys), (below, 1)), "bias": jnp.zeros(1)}


def lstm(layer, x, unroll):
    """x: [T, B, I] to [T, B, H]."""
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

    return jax.lax.scan(cell, (start, start), projected, unroll=unroll)[1]


def prepare(shape, setting):
    inputs, targets = batch(shape)
    inputs = jnp.asarray(inputs.transpose(1, 0, 2))
    targets = jnp.asarray(targets)
    adam = optax.adam(1e-3, eps=1e-7)
    parameters = initial(shape)
    held = [parameters, adam.init(parameters)]
    unroll = 4 if setting == "unrolled" else 1

    def loss(parameters, x, y):
        for layer in parameters["layers"]:
            x = lstm(layer, x, unroll)
        output = x[-1] @ parameters["dense"] + parameters["bias"]
        return jnp.mean((output - y) ** 2)

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
