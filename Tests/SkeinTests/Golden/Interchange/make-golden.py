"""State dicts of small networks of torch.nn, and what the networks say.

    python make-golden.py

Needs torch and safetensors (made with 2.15.0 and 0.8.0). Of each network NAME.state.safetensors holds the state
dict as it is, NAME.said.safetensors the inputs x, the outputs y and, as metadata, Skein's specification.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent


class Network(nn.Module):
    def __init__(self, layers, forward):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.run = forward

    def forward(self, x):
        return self.run(self.layers, x)


def recurrent(kind, inputs, units, **options):
    return kind(inputs, units, batch_first=True, **options)


def stacked(layers, x):
    x, _ = layers[0](x)
    return layers[2](layers[1](x)[0][:, -1])


def both(layers, x):
    x, _ = layers[0](x)
    y, _ = layers[1](x)
    ends = torch.cat([y[:, -1, :4], y[:, 0, 4:]], -1)
    return torch.tanh(layers[2](ends))


def projected(layers, x):
    x, _ = layers[0](x)
    x, _ = layers[1](x)
    return layers[3](x.mean(1))


def tokens(layers, x):
    x, _ = layers[2](layers[1](layers[0](x[..., 0].long())))
    return torch.softmax(layers[4](x.amax(1)), -1)


NETWORKS = {
    "stacked": (
        "lstm:5,lstm:4,dense:1", stacked,
        [recurrent(nn.LSTM, 2, 5), recurrent(nn.LSTM, 5, 4), nn.Linear(4, 1)],
    ),
    "both": (
        "bidirectional(lstm:3),bidirectional(gru:4),dense:2:tanh", both,
        [
            recurrent(nn.LSTM, 2, 3, bidirectional=True),
            recurrent(nn.GRU, 6, 4, bidirectional=True), nn.Linear(8, 2),
        ],
    ),
    "projected": (
        "lstm:6:projection=3,rnn:4:relu,mean,dense:1", projected,
        [
            recurrent(nn.LSTM, 2, 6, proj_size=3),
            recurrent(nn.RNN, 3, 4, nonlinearity="relu"), nn.Identity(), nn.Linear(4, 1),
        ],
    ),
    "tokens": (
        "embedding:7:3,layernorm,gru:4,max,dense:3:softmax", tokens,
        [
            nn.Embedding(7, 3), nn.LayerNorm(3, eps=0.001), recurrent(nn.GRU, 3, 4),
            nn.Identity(), nn.Linear(4, 3),
        ],
    ),
}

torch.manual_seed(1)
for name, (specification, forward, layers) in NETWORKS.items():
    network = Network(layers, forward)
    x = torch.randn(6, 9, 2)
    if name == "tokens":
        x = torch.randint(0, 7, (6, 9, 1)).float()
    # In double precision, so that what is compared is what Skein rounds.
    y = network.double()(x.double()).detach()
    state = {key: tensor.float() for key, tensor in network.state_dict().items()}
    save_file(state, FOLDER / f"{name}.state.safetensors")
    save_file(
        {"x": x, "y": y.contiguous()}, FOLDER / f"{name}.said.safetensors",
        {"specification": specification})
