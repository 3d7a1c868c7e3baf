"""The shapes that Skein and its peers are measured at, and why each is there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One training step: `batch` windows of `steps` rows of `inputs` columns."""

    name: str
    steps: int
    batch: int
    inputs: int
    hidden: tuple[int, ...]
    reason: str

    @property
    def model(self) -> str:
        """The layers as `skein bench --model` takes them."""
        return ",".join(f"lstm:{units}" for units in self.hidden) + ",dense:1"

    @property
    def flops(self) -> int:
        """Of one step, matrix products alone: 3 x 8 H (I + H) for each row and time step."""
        total, below = 0, self.inputs
        for units in self.hidden:
            total += 3 * 8 * units * (below + units) * self.steps * self.batch
            below = units
        return total + 3 * 2 * below * self.batch


SHAPES = [
    Shape("reference", 50, 32, 1, (60, 50), "the tutorial's job: small, bound by latency"),
    Shape("medium", 100, 64, 32, (256, 256), "weights that fit the second-level cache"),
    Shape("large", 64, 128, 256, (1024,), "weights that outgrow it"),
    Shape("tiny", 20, 1, 1, (1,), "nothing but overhead"),
    Shape("odd", 50, 33, 3, (33,), "no size is a multiple of a register"),
    Shape("odd-medium", 50, 31, 17, (129,), "one unit over a panel"),
    Shape("single-row", 50, 1, 1, (64,), "nothing to share between workers"),
    Shape("wide-input", 50, 32, 512, (64,), "the input product outweighs the recurrent one"),
    Shape("wide-batch", 50, 256, 8, (100,), "many rows, few units"),
    Shape("deep", 50, 32, 1, (64, 64, 64, 64), "four layers"),
]


# One size at a time, away from a step of 20 rows and 32 windows of 8 columns through 64 units.
SWEPT_UNITS = [1, 2, 3, 5, 8, 15, 17, 31, 33, 50, 65, 100, 127, 129, 200, 255, 257, 384, 511, 513]
SWEPT_UNITS += [768, 1023, 1024]
SWEPT_BATCHES = [1, 2, 3, 5, 7, 13, 17, 63, 65, 128, 255, 256]
SWEPT_INPUTS = [1, 3, 17, 33, 65, 129, 255, 512]
SWEPT_STACKS = ["64+64", "33+65+17", "200+100", "31+31+31+31", "256+128+64+32"]
SWEEP = [f"20,32,8,{units}" for units in SWEPT_UNITS]
SWEEP += [f"20,{batch},8,64" for batch in SWEPT_BATCHES]
SWEEP += [f"20,32,{inputs},64" for inputs in SWEPT_INPUTS]
SWEEP += [f"20,32,8,{stack}" for stack in SWEPT_STACKS]


def parsed(text: str) -> Shape:
    """The shape of "T,B,I,H+H", its own name. Raises ValueError for anything else."""
    steps, batch, inputs, hidden = text.split(",")
    units = tuple(int(size) for size in hidden.split("+"))
    shape = Shape(text, int(steps), int(batch), int(inputs), units, "asked for")
    if min(shape.steps, shape.batch, shape.inputs, *units) < 1:
        raise ValueError(f"a size below 1 in {text!r}")
    return shape


def chosen(names: list[str]) -> list[Shape]:
    """Shapes by name, by "T,B,I,H+H", or all of `sweep`; the named ones for no name at all.

    Raises SystemExit for anything else.
    """
    known = {shape.name: shape for shape in SHAPES}
    shapes = []
    for name in names:
        if name == "sweep":
            shapes += map(parsed, SWEEP)
        elif name in known:
            shapes.append(known[name])
        else:
            try:
                shapes.append(parsed(name))
            except ValueError:
                choices = ", ".join(known)
                raise SystemExit(
                    f"there is no shape {name!r}; choose from {choices}, sweep, or T,B,I,H+H"
                ) from None
    return shapes or SHAPES
