"""State dicts of modules whose authors chose the names, as torch.save and safetensors write them.

    python make-state-dicts.py

Needs torch and safetensors (made with 2.15.0 and 0.8.0). Of each network NAME.pt and NAME.found.safetensors hold the
state dict, NAME.found.said.safetensors the inputs x, the outputs y and, as metadata, Skein's specification.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent


class Stack(nn.Module):
    specification = "lstm:4,lstm:4,dense:1"

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 4, num_layers=2, batch_first=True)
        self.fc = nn.Linear(4, 1)

    def forward(self, x):
        return self.fc(self.lstm(x)[0][:, -1])


class Both(nn.Module):
    specification = "dense:3,bidirectional(gru:4),layernorm:1e-05,dense:2"

    def __init__(self):
        super().__init__()
        self.entry = nn.Linear(2, 3)
        self.recurrent = nn.GRU(3, 4, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(8)
        self.exit = nn.Linear(8, 2)

    def forward(self, x):
        _, h = self.recurrent(self.entry(x))
        return self.exit(self.norm(torch.cat([h[0], h[1]], -1)))


class Projected(nn.Module):
    """In double precision, without biases."""

    specification = "lstm:5:projection=2,dense:3"

    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(2, 5, proj_size=2, bias=False, batch_first=True)
        self.head = nn.Linear(2, 3, bias=False)

    def forward(self, x):
        return self.head(self.encoder(x)[0][:, -1])


class Tokens(nn.Module):
    """In half precision."""

    specification = "embedding:7:3,rnn:4,dense:1"

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3)
        self.rnn = nn.RNN(3, 4, batch_first=True)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(self.rnn(self.embedding(x[..., 0].long()))[0][:, -1])


torch.manual_seed(2)
for name, kind, type_ in [
    ("stack", Stack, torch.float32), ("entry", Both, torch.float32),
    ("double", Projected, torch.float64), ("half", Tokens, torch.float16),
]:
    network = kind().to(type_)
    state = network.state_dict()
    torch.save(state, FOLDER / f"{name}.pt")
    save_file(state, FOLDER / f"{name}.found.safetensors")
    x = torch.randn(6, 9, 2)
    if name == "half":
        x = torch.randint(0, 7, (6, 9, 1)).float()
    # In double precision, so that what is compared is what Skein rounds.
    y = network.double()(x.double()).detach()
    save_file(
        {"x": x, "y": y.contiguous()}, FOLDER / f"{name}.found.said.safetensors",
        {"specification": kind.specification})

# Among other things, transposed in memory and with tied weights.
network = Stack()
network.fc.weight.data = torch.arange(4.0).reshape(4, 1).t()
torch.save(
    {"epoch": 3, "best": 0.5, "model_state_dict": network.state_dict(),
     "optimizer": torch.optim.Adam(network.parameters()).state_dict()}, FOLDER / "checkpoint.pt")
torch.save(network, FOLDER / "whole.pt")
torch.save(network.state_dict(), FOLDER / "old.pt", _use_new_zipfile_serialization=False)
