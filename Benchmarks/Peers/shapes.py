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


def chosen(names: list[str]) -> list[Shape]:
    """The shapes of these names; all for none. Raises SystemExit for a name that is not there."""
    known = {shape.name: shape for shape in SHAPES}
    for name in names:
        if name not in known:
            raise SystemExit(f"there is no shape {name!r}; choose from {', '.join(known)}")
    return [known[name] for name in names] or SHAPES
