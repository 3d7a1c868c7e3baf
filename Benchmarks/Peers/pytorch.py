"""One step of PyTorch: nn.LSTM or its kin on oneDNN, fused Adam; or its predictions.

Settings: `onednn`, the LSTM as it comes, which calls oneDNN's on CPU; `native`, PyTorch's own
cells, which are faster at some small shapes; for predictions also `frozen`, the model traced and
frozen, which spares Python's share of a small one; each on one thread, too. torch.compile leaves
nn.LSTM out of its graphs and made predictions no faster than `frozen`, so it is no setting of its
own.
"""

import warnings

from shape import RECURRENT_DROPOUT, VOCABULARY, Shape
from timing import arguments, batch, limit_threads, measure, threads_of

TRAINING = ["onednn", "native", "onednn-1", "native-1"]
OPTIONS = arguments(TRAINING, [*TRAINING, "frozen", "frozen-1"])
limit_threads(OPTIONS.threads)

import torch  # noqa: E402  (after the environment is set)

torch.set_flush_denormal(True)


class DroppingLSTM(torch.nn.Module):
    """An LSTM of cells in a loop, the only way to drop states: nn.LSTM drops outputs alone.

    The same states are dropped at every step; inputs meet their weight once for all steps.
    """

    def __init__(self, below: int, units: int):
        super().__init__()
        self.input = torch.nn.Linear(below, 4 * units)
        self.recurrent = torch.nn.Linear(units, 4 * units, bias=False)
        self.units = units

    def forward(self, x):
        projected = self.input(x)
        hidden = state = x.new_zeros(x.shape[0], self.units)
        ones = torch.ones_like(hidden)
        mask = torch.nn.functional.dropout(ones, RECURRENT_DROPOUT, self.training)
        outputs = []
        for step in projected.unbind(1):
            i, f, g, o = (step + self.recurrent(hidden * mask)).chunk(4, 1)
            state = torch.sigmoid(f) * state + torch.sigmoid(i) * torch.tanh(g)
            hidden = torch.sigmoid(o) * torch.tanh(state)
            outputs.append(hidden)
        return torch.stack(outputs, 1), (hidden[None], state[None])


def recurrent(kind: str, below: int, units: int):
    """A layer that gives its outputs [B, T, …] and its last states."""
    if kind == "recurrent-dropout":
        return DroppingLSTM(below, units)
    layer = {"gru": torch.nn.GRU, "rnn": torch.nn.RNN}.get(kind, torch.nn.LSTM)
    return layer(below, units, batch_first=True, bidirectional=kind == "bidirectional")


class Model(torch.nn.Module):
    """Recurrent layers, then a dense layer on the last states, as in the reference job."""

    def __init__(self, shape: Shape):
        super().__init__()
        directions = shape.layers.directions
        self.embedding = None
        if shape.layers.embeds:
            self.embedding = torch.nn.Embedding(VOCABULARY, shape.inputs, sparse=True)
        below = (shape.inputs, *(directions * units for units in shape.hidden))
        self.layers = torch.nn.ModuleList(
            recurrent(shape.kind, *sizes) for sizes in zip(below, shape.hidden)
        )
        self.dense = torch.nn.Linear(below[-1], 1)

    def forward(self, x):
        if self.embedding is not None:
            x = self.embedding(x)
        for layer in self.layers:
            x, states = layer(x)
        hidden = states[0] if isinstance(states, tuple) else states
        return self.dense(torch.cat(hidden.unbind(0), 1))


def optimizers(model):
    """Fused Adam, and for an embedding the sparse one, which leaves unread tokens as they are."""
    dense = [own for name, own in model.named_parameters() if not name.startswith("embedding")]
    made = [torch.optim.Adam(dense, lr=1e-3, eps=1e-7, fused=True)]
    if model.embedding is not None:
        made.append(torch.optim.SparseAdam(model.embedding.parameters(), lr=1e-3, eps=1e-7))
    return made


def prediction(model, inputs, setting):
    """One forward pass. `torch.jit` is on its way out, but still fastest for small models."""
    model.eval()
    if setting.startswith("frozen"):
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            model = torch.jit.freeze(torch.jit.trace(model, inputs))
    return lambda: model(inputs)


def prepare(shape, setting):
    torch.set_num_threads(threads_of(setting, OPTIONS))
    # Not the context manager of the same name, which would take its microseconds in every step.
    torch.backends.mkldnn.set_flags(_enabled=not setting.startswith("native"))
    torch.manual_seed(0)
    inputs, targets = (torch.from_numpy(array) for array in batch(shape))
    model = Model(shape)
    if OPTIONS.inference:
        return prediction(model, inputs, setting)
    changing = optimizers(model)
    loss = torch.nn.functional.mse_loss

    def step():
        for optimizer in changing:
            optimizer.zero_grad(set_to_none=True)
        loss(model(inputs), targets).backward()
        for optimizer in changing:
            optimizer.step()

    return step


# Around everything, so that no step pays for entering it.
with torch.inference_mode(OPTIONS.inference):
    measure("PyTorch", {"torch": torch.__version__}, OPTIONS, prepare)
