"""The sizes of one measured step, and how a command line names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One step: `batch` windows of `steps` rows of `inputs` columns."""

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
    def sizes(self) -> str:
        """What `parsed` reads: "T,B,I,H+H"."""
        units = "+".join(map(str, self.hidden))
        return f"{self.steps},{self.batch},{self.inputs},{units}"

    def flops(self, inference: bool) -> int:
        """Of one step, matrix products alone: 8 H (I + H) for each row and time step of a layer.

        A training step does three times as much.
        """
        total, below = 0, self.inputs
        for units in self.hidden:
            total += 8 * units * (below + units) * self.steps * self.batch
            below = units
        return (total + 2 * below * self.batch) * (1 if inference else 3)

    @property
    def one_thread_may_win(self) -> bool:
        """Whether a time step is so little work that waking a second thread can cost more.

        A core does 50 million operations in half a millisecond and reads 20 MB of weights in one;
        a crew wakes and meets again in a few microseconds.
        """
        return self.flops(inference=True) / self.steps < 50e6 and self.weight_bytes < 20e6

    @property
    def weight_bytes(self) -> int:
        """Of all LSTM layers, float32."""
        sizes = (self.inputs, *self.hidden)
        return sum(16 * units * (below + units) for below, units in zip(sizes, sizes[1:]))


def parsed(text: str) -> Shape:
    """The shape of "T,B,I,H+H", its own name. Raises ValueError for anything else."""
    steps, batch, inputs, hidden = text.split(",")
    units = tuple(int(size) for size in hidden.split("+"))
    shape = Shape(text, int(steps), int(batch), int(inputs), units, "asked for")
    if min(shape.steps, shape.batch, shape.inputs, *units) < 1:
        raise ValueError(f"a size below 1 in {text!r}")
    return shape
