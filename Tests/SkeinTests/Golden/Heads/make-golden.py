"""Makes heads.safetensors beside it: losses and gradients of random outputs, as PyTorch has them.

Needs Python 3.11, torch 2.15.0, numpy 2.4.6, safetensors 0.8.0.   python make-golden.py

A case has outputs [vectors, features] and targets, exact in single precision, the mean loss and its
gradient by the outputs, computed in double precision.
"""

import pathlib
import numpy
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

D = torch.distributions
ROWS = 13
generator = numpy.random.default_rng(5)


def positive(x):
    return F.softplus(x) + 1e-4


def quantile(levels):
    def loss(x, y):
        x = x.reshape(ROWS, -1, len(levels))
        above = y[:, :, None] - x
        tau = torch.tensor(levels, dtype=torch.float64)
        return torch.maximum(tau * above, (tau - 1) * above).mean()
    return loss


def split(count, make):
    def loss(x, y):
        parts = x.reshape(ROWS, -1, count).unbind(-1)
        return -make(*parts).log_prob(y).mean()
    return loss


def cross(smoothing=0.0, weights=None):
    def loss(x, y):
        weight = None if weights is None else torch.tensor(weights, dtype=torch.float64)
        return F.cross_entropy(x, y[:, 0].long(), weight=weight, label_smoothing=smoothing,
                               reduction="none").mean()
    return loss


def binary(smoothing=0.0, positive=1.0):
    def loss(x, y):
        y = y * (1 - smoothing) + smoothing / 2
        return F.binary_cross_entropy_with_logits(
            x, y, pos_weight=torch.tensor(positive, dtype=torch.float64))
    return loss


def negative_binomial(a, b):
    mean, dispersion = positive(a), positive(b)
    return D.NegativeBinomial(1 / dispersion, logits=torch.log(mean * dispersion))


# specification, features, targets of a vector, kind of targets, loss
CASES = [
    ("mse", 2, 2, "numbers", lambda x, y: F.mse_loss(x, y)),
    ("mae", 2, 2, "numbers", lambda x, y: F.l1_loss(x, y)),
    ("huber", 2, 2, "numbers", lambda x, y: F.huber_loss(x, y)),
    ("huber:0.25", 3, 3, "numbers", lambda x, y: F.huber_loss(x, y, delta=0.25)),
    ("logcosh", 2, 2, "numbers", lambda x, y: torch.log(torch.cosh(x - y)).mean()),
    ("quantile", 2, 2, "numbers", quantile([0.5])),
    ("quantile:0.1:0.5:0.9", 6, 2, "numbers", quantile([0.1, 0.5, 0.9])),
    ("gaussian", 4, 2, "numbers", split(2, lambda m, s: D.Normal(m, positive(s)))),
    ("student", 6, 2, "numbers",
     split(3, lambda m, s, d: D.StudentT(2 + positive(d), m, positive(s)))),
    ("poisson", 2, 2, "counts", split(1, lambda x: D.Poisson(torch.exp(x)))),
    ("negbinomial", 4, 2, "counts", split(2, negative_binomial)),
    ("binary", 2, 2, "binary", binary()),
    ("binary:smoothing=0.1:positive=3.0", 2, 2, "binary", binary(0.1, 3.0)),
    ("crossentropy", 5, 1, "classes", cross()),
    ("crossentropy:smoothing=0.2", 5, 1, "classes", cross(0.2)),
    ("crossentropy:weights=0.5/1.0/2.0/0.0/1.5", 5, 1, "classes",
     cross(0.0, [0.5, 1, 2, 0, 1.5])),
    ("crossentropy:smoothing=0.1:weights=0.5/1.0/2.0/0.0/1.5", 5, 1, "classes",
     cross(0.1, [0.5, 1, 2, 0, 1.5])),
    ("crossentropy:smoothing=0.05", 300, 1, "classes", cross(0.05)),
]


def targets(kind, count, features):
    if kind == "numbers":
        return generator.standard_normal((ROWS, count)) * 2
    if kind == "counts":
        values = generator.poisson(4, (ROWS, count))
        values[0], values[1] = 0, 1000
        return values
    if kind == "binary":
        return generator.integers(0, 2, (ROWS, count))
    return generator.integers(0, features, (ROWS, count))


tensors = {}
for index, (name, features, count, kind, loss) in enumerate(CASES):
    x = (generator.standard_normal((ROWS, features)) * 3).astype(numpy.float32)
    y = targets(kind, count, features).astype(numpy.float32)
    outputs = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    value = loss(outputs, torch.tensor(y, dtype=torch.float64))
    value.backward()
    tensors |= {f"outputs.{index}": x, f"targets.{index}": y,
                f"loss.{index}": numpy.array([value.item()]),
                f"gradient.{index}": outputs.grad.numpy()}
    print(name, value.item())
save_file(tensors, pathlib.Path(__file__).parent / "heads.safetensors",
          metadata={"cases": " ".join(case[0] for case in CASES), "rows": str(ROWS)})
