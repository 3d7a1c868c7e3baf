"""One step of PyTorch: nn.LSTM on oneDNN, fused Adam; or its predictions.

Settings: `onednn`, the LSTM as it comes, which calls oneDNN's on CPU; `native`, PyTorch's own
cells, which are faster at some small shapes; for predictions also `frozen`, the model traced and
frozen, which spares Python's share of a small one; each on one thread, too. torch.compile leaves
nn.LSTM out of its graphs and made predictions no faster than `frozen`, so it is no setting of its
own.
"""

import warnings

from timing import arguments, batch, limit_threads, measure, threads_of

TRAINING = ["onednn", "native", "onednn-1", "native-1"]
OPTIONS = arguments(TRAINING, [*TRAINING, "frozen", "frozen-1"])
limit_threads(OPTIONS.threads)

import torch  # noqa: E402  (after the environment is set)

torch.set_flush_denormal(True)


class Model(torch.nn.Module):
    """LSTM layers, then a dense layer on the last output, as in the reference job."""

    def __init__(self, inputs: int, hidden: tuple[int, ...]):
        super().__init__()
        sizes = (inputs, *hidden)
        self.layers = torch.nn.ModuleList(
            torch.nn.LSTM(below, units, batch_first=True)
            for below, units in zip(sizes, sizes[1:])
        )
        self.dense = torch.nn.Linear(hidden[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x, _ = layer(x)
        return self.dense(x[:, -1])


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
    model = Model(shape.inputs, shape.hidden)
    if OPTIONS.inference:
        return prediction(model, inputs, setting)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)
    loss = torch.nn.functional.mse_loss

    def step():
        adam.zero_grad(set_to_none=True)
        loss(model(inputs), targets).backward()
        adam.step()

    return step


# Around everything, so that no step pays for entering it.
with torch.inference_mode(OPTIONS.inference):
    measure("PyTorch", {"torch": torch.__version__}, OPTIONS, prepare)
