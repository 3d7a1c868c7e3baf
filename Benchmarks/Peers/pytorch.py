"""One training step of PyTorch: nn.LSTM on oneDNN, fused Adam.

Settings: `onednn`, the LSTM as it comes, which calls oneDNN's on CPU; `native`, PyTorch's own cells,
which are faster at some small shapes. torch.compile leaves nn.LSTM out of its graphs, so it is no
setting of its own.
"""

from timing import arguments, batch, limit_threads, measure

SETTINGS = ["onednn", "native"]
OPTIONS = arguments(SETTINGS)
limit_threads(OPTIONS.threads)

import torch  # noqa: E402  (after the environment is set)

torch.set_num_threads(OPTIONS.threads)
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


def prepare(shape, setting):
    torch.manual_seed(0)
    inputs, targets = (torch.from_numpy(array) for array in batch(shape))
    model = Model(shape.inputs, shape.hidden)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)
    loss = torch.nn.functional.mse_loss

    def step():
        with torch.backends.mkldnn.flags(enabled=setting != "native"):
            adam.zero_grad(set_to_none=True)
            loss(model(inputs), targets).backward()
            adam.step()

    return step


measure("PyTorch", {"torch": torch.__version__}, OPTIONS, prepare)
