"""Random networks of torch.nn as people write them, for the checks of this folder."""

import random

import torch
from torch import nn

FUNCTIONS = [
    torch.relu, torch.tanh, torch.sigmoid, nn.functional.softplus, nn.functional.gelu, lambda x: x,
]


class Cell(nn.Module):
    """nn.LSTM, nn.GRU or nn.RNN: all steps, or what the layer ends in."""

    def __init__(self, dice: random.Random, inputs: int, units: int, ends: bool, directions: int):
        super().__init__()
        kind, options = dice.choice(
            [(nn.LSTM, {}), (nn.GRU, {}), (nn.RNN, {}), (nn.RNN, {"nonlinearity": "relu"})])
        self.ends, self.directions = ends, directions
        self.cell = kind(
            inputs, units, num_layers=dice.choice([1, 1, 2]), batch_first=True,
            bias=dice.random() < 0.8, bidirectional=directions == 2, **options)

    def forward(self, x):
        y, h = self.cell(x)
        if not self.ends:
            return y
        h = h[0] if isinstance(h, tuple) else h
        return torch.cat([h[-2], h[-1]], -1) if self.directions == 2 else h[-1]


class Dense(nn.Module):
    def __init__(self, dice: random.Random, inputs: int, units: int):
        super().__init__()
        self.linear, self.function = nn.Linear(inputs, units), dice.choice(FUNCTIONS)

    def forward(self, x):
        return self.function(self.linear(x))


class Around(nn.Module):
    """x + f(x)."""

    def __init__(self, inner: nn.Module):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Pool(nn.Module):
    def __init__(self, dice: random.Random):
        super().__init__()
        self.pool = dice.choice([lambda x: x[:, -1], lambda x: x.mean(1), lambda x: x.amax(1)])

    def forward(self, x):
        return self.pool(x)


def network(dice: random.Random, inputs: int, outputs: int) -> nn.Sequential:
    """[batch, steps, inputs] to [batch, outputs]."""
    width, layers = inputs, []

    def cell(ends: bool, width: int) -> tuple[nn.Module, int]:
        units, directions = dice.randint(1, 8), dice.choice([1, 1, 2])
        return Cell(dice, width, units, ends, directions), units * directions

    for _ in range(dice.randint(0, 2)):
        kind = dice.randrange(5)
        if kind == 0:
            units = dice.randint(1, 8)
            layers.append(Dense(dice, width, units))
            width = units
        elif kind == 1:
            layers.append(nn.LayerNorm(width))
        elif kind == 2:
            layers.append(Around(Cell(dice, width, width, ends=False, directions=1)))
        elif kind == 3:
            layers.append(nn.Dropout(0.2))
        else:
            layer, width = cell(False, width)
            layers.append(layer)
    ends = dice.random() < 0.5
    layer, width = cell(ends, width)
    layers += [layer] if ends else [layer, Pool(dice)]
    if dice.random() < 0.3:
        units = dice.randint(1, 8)
        layers.append(Dense(dice, width, units))
        width = units
    return nn.Sequential(*layers, nn.Linear(width, outputs)).eval()
