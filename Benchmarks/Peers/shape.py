"""The sizes of one measured step, and how a command line names them."""

from dataclasses import dataclass

# The tokens of an embedding, and what recurrent dropout drops.
VOCABULARY = 50_000
RECURRENT_DROPOUT = 0.2


@dataclass(frozen=True)
class Kind:
    """What the recurrent layers of a model are."""

    # A layer as `skein bench --model` takes it, its units left out.
    layer: str
    gates: int
    directions: int = 1
    # Whether the first layer is an embedding, of as many numbers as the shape has inputs.
    embeds: bool = False


KINDS = {
    "lstm": Kind("lstm:{}", 4),
    "gru": Kind("gru:{}", 3),
    "rnn": Kind("rnn:{}", 1),
    "bidirectional": Kind("bidirectional(lstm:{})", 4, directions=2),
    "recurrent-dropout": Kind(f"lstm:{{}}:recurrent-dropout={RECURRENT_DROPOUT}", 4),
    "embedding": Kind("lstm:{}", 4, embeds=True),
}


@dataclass(frozen=True)
class Shape:
    """One step: `batch` windows of `steps` rows of `inputs` columns, or of as many tokens."""

    name: str
    steps: int
    batch: int
    inputs: int
    hidden: tuple[int, ...]
    reason: str
    kind: str = "lstm"

    @property
    def layers(self) -> Kind:
        return KINDS[self.kind]

    @property
    def columns(self) -> int:
        """What the model is shown at a step: one token, where it embeds them."""
        return 1 if self.layers.embeds else self.inputs

    @property
    def model(self) -> str:
        """The layers as `skein bench --model` takes them."""
        first = [f"embedding:{VOCABULARY}:{self.inputs}"] if self.layers.embeds else []
        layers = [self.layers.layer.format(units) for units in self.hidden]
        return ",".join([*first, *layers, "dense:1"])

    @property
    def sizes(self) -> str:
        """What `parsed` reads: "T,B,I,H+H", of another kind "gru/T,B,I,H+H"."""
        units = "+".join(map(str, self.hidden))
        sizes = f"{self.steps},{self.batch},{self.inputs},{units}"
        return sizes if self.kind == "lstm" else f"{self.kind}/{sizes}"

    @property
    def products(self) -> list[int]:
        """Of each recurrent layer, the weights: gates · H · (I + H) in each direction."""
        weights, below = [], self.inputs
        directions = self.layers.directions
        for units in self.hidden:
            weights.append(directions * self.layers.gates * units * (below + units))
            below = directions * units
        return weights

    def flops(self, inference: bool) -> int:
        """Of one step, matrix products alone: 2 for each weight of a layer, row and time step.

        A training step does three times as much.
        """
        recurrent = 2 * sum(self.products) * self.steps * self.batch
        dense = 2 * self.layers.directions * self.hidden[-1] * self.batch
        return (recurrent + dense) * (1 if inference else 3)

    @property
    def one_thread_may_win(self) -> bool:
        """Whether a time step is so little work that waking a second thread can cost more.

        A core does 50 million operations in half a millisecond and reads 20 MB of weights in one;
        a crew wakes and meets again in a few microseconds.
        """
        return self.flops(inference=True) / self.steps < 50e6 and self.weight_bytes < 20e6

    @property
    def weight_bytes(self) -> int:
        """Of all recurrent layers, float32."""
        return 4 * sum(self.products)


def parsed(text: str) -> Shape:
    """The shape of "T,B,I,H+H" or "kind/T,B,I,H+H", its own name.

    Raises ValueError for anything else.
    """
    kind, _, sizes = text.rpartition("/")
    if kind and kind not in KINDS:
        raise ValueError(f"no kind {kind!r}")
    steps, batch, inputs, hidden = sizes.split(",")
    units = tuple(int(size) for size in hidden.split("+"))
    shape = Shape(
        text, int(steps), int(batch), int(inputs), units, "asked for", kind or "lstm"
    )
    if min(shape.steps, shape.batch, shape.inputs, *units) < 1:
        raise ValueError(f"a size below 1 in {text!r}")
    return shape
