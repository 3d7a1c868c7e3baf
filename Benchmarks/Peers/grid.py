"""The grid: one layer of every size at every batch size and length, within limits.

It looks for the corner where a peer is ahead, not for a precise figure, so each cell gets little
time, and cells that would take long or much memory are left out.
"""

from shape import Shape, parsed

STEPS = [10, 100, 1000]
UNITS = [16, 32, 64, 128, 256, 512, 1024, 2048]
BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256]
INPUTS = 32

# Limits of a training step, the same in both modes and on every machine, so that grids compare.
MOST_SECONDS = 2.0
MOST_BYTES = 3e9


def seconds_on_paper(shape: Shape) -> float:
    """Of a training step on a small machine: 125 GFLOP/s, and 20 GB/s for the weights.

    Weights are read in both passes at each time step, which few rows do not pay for.
    """
    weights = 2 * shape.steps * shape.weight_bytes
    return shape.flops(inference=False) / 125e9 + weights / 20e9


def bytes_on_paper(shape: Shape) -> int:
    """What a peer keeps of a training step: inputs, and some 16 floats a unit of each time step."""
    return 4 * shape.steps * shape.batch * (shape.inputs + 16 * shape.hidden[0])


def fits(shape: Shape) -> bool:
    return seconds_on_paper(shape) <= MOST_SECONDS and bytes_on_paper(shape) <= MOST_BYTES


CELLS = [
    parsed(f"{steps},{batch},{INPUTS},{units}")
    for steps in STEPS
    for units in UNITS
    for batch in BATCHES
]
# "grid", or the part of one length: "grid-10".
GRIDS = {f"grid-{steps}": [cell for cell in CELLS if cell.steps == steps] for steps in STEPS}
GRIDS["grid"] = CELLS
