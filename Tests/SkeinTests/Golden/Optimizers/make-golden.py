"""Makes optimizers.safetensors and schedules.json beside it: what PyTorch's optimizers make of ten
random gradients, and its schedules of some steps.

Needs Python 3.11, torch 2.15.0, numpy 2.4.6, safetensors 0.8.0.   python make-golden.py

The weights are 37 numbers of a matrix and 5 of a bias, which no weight decay touches. Weights and
gradients are exact in single precision, and everything is computed in double precision. PyTorch has no
Lion; its lines are algorithm 2 of its paper.
"""

import json
import pathlib
import numpy
import torch
from safetensors.numpy import save_file

STEPS, MATRIX, BIAS, RATE = 10, 37, 5, 0.05
HERE = pathlib.Path(__file__).parent


class Lion(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            first, second = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                c = first * m + (1 - first) * p.grad
                p.sub_(group["lr"] * (torch.sign(c) + group["weight_decay"] * p))
                m.mul_(second).add_(p.grad, alpha=1 - second)


def spared(g):
    """The bias in a group of its own, without decay."""
    return [{"params": [g[0]]}, {"params": [g[1]], "weight_decay": 0.0}]


class Decoupled:
    """PyTorch's SGD and RMSprop add the decay to the gradient; here it is apart, as AdamW's."""
    def __init__(self, g, decay, kind, **rest):
        self.matrix, self.kept, self.optimizer = g[0], 1 - RATE * decay, kind(g, lr=RATE, **rest)

    def step(self):
        with torch.no_grad():
            self.matrix.mul_(self.kept)
        self.optimizer.step()


O = torch.optim
CASES = {
    "sgd": lambda g: O.SGD(g, lr=RATE),
    "sgd:0.9": lambda g: O.SGD(g, lr=RATE, momentum=0.9),
    "sgd:0.9:nesterov": lambda g: O.SGD(g, lr=RATE, momentum=0.9, nesterov=True),
    "sgd:0.9:decay=0.25": lambda g: Decoupled(g, 0.25, O.SGD, momentum=0.9),
    "rmsprop": lambda g: O.RMSprop(g, lr=RATE, alpha=0.9, eps=1e-7),
    "rmsprop:0.8:momentum=0.7": lambda g: O.RMSprop(g, lr=RATE, alpha=0.8, eps=1e-7, momentum=0.7),
    "rmsprop:centered": lambda g: O.RMSprop(g, lr=RATE, alpha=0.9, eps=1e-7, centered=True),
    "rmsprop:0.95:0.5:0.001:centered": lambda g: O.RMSprop(
        g, lr=RATE, alpha=0.95, eps=1e-3, momentum=0.5, centered=True),
    "rmsprop:decay=0.5": lambda g: Decoupled(g, 0.5, O.RMSprop, alpha=0.9, eps=1e-7),
    "adam": lambda g: O.Adam(g, lr=RATE, eps=1e-7),
    "adamw": lambda g: O.AdamW(spared(g), lr=RATE, eps=1e-7, weight_decay=0.004),
    "adamw:0.5:0.8:0.99:0.001": lambda g: O.AdamW(
        spared(g), lr=RATE, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.5),
    "amsgrad": lambda g: O.Adam(g, lr=RATE, eps=1e-7, amsgrad=True),
    "amsgrad:0.7:0.6:decay=0.5": lambda g: O.AdamW(
        spared(g), lr=RATE, betas=(0.7, 0.6), eps=1e-7, amsgrad=True, weight_decay=0.5),
    "adagrad": lambda g: O.Adagrad(g, lr=RATE, initial_accumulator_value=0.1, eps=1e-7),
    "adagrad:0": lambda g: O.Adagrad(g, lr=RATE, eps=1e-7),
    "lion": lambda g: Lion(g, lr=RATE),
    "lion:0.8:0.7:decay=0.5": lambda g: Lion(spared(g), lr=RATE, betas=(0.8, 0.7), weight_decay=0.5),
}


def run(make, start, gradients):
    matrix = torch.tensor(start[:MATRIX], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(start[MATRIX:], dtype=torch.float64, requires_grad=True)
    optimizer = make([matrix, bias])
    for gradient in gradients:
        matrix.grad = torch.tensor(gradient[:MATRIX], dtype=torch.float64)
        bias.grad = torch.tensor(gradient[MATRIX:], dtype=torch.float64)
        optimizer.step()
    return torch.cat([matrix, bias]).detach().numpy()


generator = numpy.random.default_rng(17)
start = generator.uniform(-1, 1, MATRIX + BIAS).astype(numpy.float32)
gradients = (generator.standard_normal((STEPS, MATRIX + BIAS)) *
             numpy.exp(generator.uniform(-3, 1, MATRIX + BIAS))).astype(numpy.float32)
tensors = {"start": start, "gradients": gradients}
for index, make in enumerate(CASES.values()):
    tensors[f"weights.{index}"] = run(make, start, gradients)
save_file(tensors, HERE / "optimizers.safetensors",
          metadata={"cases": " ".join(CASES), "rate": repr(RATE), "matrix": str(MATRIX)})


def factors(make, steps):
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([p], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


S = torch.optim.lr_scheduler
schedules = {
    "onecycle:50": factors(lambda o: S.OneCycleLR(o, 1.0, total_steps=50, cycle_momentum=False), 50),
    "onecycle:37:0.4:0.1:0.01": factors(lambda o: S.OneCycleLR(
        o, 1.0, total_steps=37, pct_start=0.4, div_factor=10, final_div_factor=100,
        cycle_momentum=False), 37),
    "exponential:1:0.9": factors(lambda o: S.ExponentialLR(o, 0.9), 40),
    "exponential:20:0.5": factors(lambda o: S.ExponentialLR(o, 0.5 ** (1 / 20)), 60),
    "step:7:0.5": factors(lambda o: S.StepLR(o, 7, 0.5), 40),
    "cosine:30:0.1": factors(lambda o: S.CosineAnnealingLR(o, 30, eta_min=0.1), 31),
    "warmup:10:cosine:20": factors(lambda o: S.SequentialLR(o, [
        S.LinearLR(o, 0.1, 1.0, total_iters=9), S.CosineAnnealingLR(o, 20)], [10]), 30),
}
(HERE / "schedules.json").write_text(json.dumps(schedules, indent=0) + "\n")
