"""Makes the .safetensors files beside it: what PyTorch computes for small models.

Needs Python 3.11, torch 2.15.0, numpy 2.4.6, safetensors 0.8.0.   python make-golden.py

Each file holds a series, weights that are exact in single precision, and what PyTorch gives in
double precision for the windows of that series: outputs, the gradient of every parameter, the
losses of ten full-batch Adam steps, and the weights after them; the last two also with the
gradient's global norm clipped as Keras does it, scale = clip / max(norm, clip).
PyTorch keeps two biases per recurrent layer; the second one is zero here and is not trained, but for
its part in a GRU's candidate.
"""

import pathlib
import numpy
import torch
from safetensors.numpy import save_file

# name, specification, inputs, targets (None: the inputs are the targets), T, horizon, windows,
# loss, learning rate, clip norm, range of the weights
CASES = [
    ("lstm5", "lstm:5,dense:1", 1, None, 5, 1, 7, "mse", 0.01, 0.05, 0.5),
    ("lstm7-lstm4", "lstm:7:sequence,lstm:4,dense:2", 3, 2, 9, 1, 13, "mse", 0.01, 0.1, 0.5),
    ("lstm33-tanh", "lstm:33,dense:3:tanh", 3, None, 7, 2, 11, "mse", 0.003, 0.02, 0.3),
    ("dense-lstm", "dense:6:relu,lstm:5,dense:1", 3, 1, 6, 1, 9, "mae", 0.01, 0.1, 0.5),
    ("lstm-dense-lstm", "lstm:3:sequence,dense:4:sigmoid,lstm:6,dense:1", 1, None, 3, 3, 5,
     "mae", 0.005, 0.05, 0.8),
    ("one-of-each", "lstm:1,dense:1:sigmoid", 1, None, 1, 1, 1, "mse", 0.02, 0.001, 1.0),
    ("dense-only-after-last", "lstm:17,dense:19:tanh,dense:2", 2, None, 21, 1, 33, "mse", 0.002,
     0.05, 0.4),
    ("ends-in-lstm", "lstm:2", 2, None, 4, 1, 17, "mse", 0.01, 0.01, 1.5),
    ("gru5", "gru:5,dense:1", 1, None, 5, 1, 7, "mse", 0.01, 0.05, 0.5),
    ("gru33-gru7", "gru:33:sequence,gru:7,dense:2", 3, 2, 9, 1, 13, "mse", 0.01, 0.1, 0.4),
    ("rnn9-gru4", "rnn:9:sequence,gru:4:sequence,dense:3:tanh,gru:6,dense:1", 2, 1, 6, 1, 9, "mae",
     0.01, 0.1, 0.5),
    ("bidirectional-gru", "bidirectional(gru:5:sequence),bidirectional(lstm:4):sum,dense:1", 2, 1, 6,
     1, 9, "mse", 0.01, 0.05, 0.5),
    ("bidirectional-rnn", "bidirectional(rnn:6:sequence):mean,layernorm,max,dense:2:softplus", 3, 2, 5,
     1, 8, "mse", 0.01, 0.1, 0.6),
    ("residual", "dense:5:gelu,residual(gru:5:sequence,layernorm:1e-05,dense:5:softmax),mean,dense:1",
     2, 1, 7, 1, 9, "mse", 0.01, 0.1, 0.7),
    ("projected-lstm", "lstm:9:projection=4:sequence,lstm:7:projection=5,dense:1", 2, 1, 6, 1, 9, "mse",
     0.01, 0.05, 0.5),
    ("layernorm-lstm", "lstm:6:layernorm:sequence,lstm:5:projection=3:layernorm,dense:1", 2, 1, 6, 1, 9,
     "mse", 0.01, 0.05, 0.7),
    ("relu-rnn", "rnn:6:relu:sequence,rnn:5:relu,dense:1", 1, None, 8, 1, 11, "mse", 0.01, 0.02,
     0.5),
]
STEPS = 10
ACTIVATIONS = {"linear": lambda x: x, "relu": torch.relu, "tanh": torch.tanh,
               "sigmoid": torch.sigmoid, "softplus": torch.nn.functional.softplus,
               "gelu": torch.nn.functional.gelu, "softmax": lambda x: torch.softmax(x, -1)}


class Recurrent(torch.nn.Module):
    """An LSTM, GRU or RNN, in one direction or in both; of its biases those are trained that cannot be
    merged."""

    def __init__(self, kind, inputs, units, words, merge=None):
        super().__init__()
        options = {"nonlinearity": "relu"} if "relu" in words else {}
        projected = [int(word.removeprefix("projection=")) for word in words if "projection=" in word]
        if projected:
            options["proj_size"] = projected[0]
        classes = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
        self.inner = classes[kind](inputs, units, batch_first=True, bidirectional=merge is not None,
                                   **options).double()
        self.units, self.merge, self.sequence = units, merge, "sequence" in words
        self.outputs = projected[0] if projected else 2 * units if merge == "concat" else units
        for tensor in self.inner.parameters():
            tensor.requires_grad_(False)
        self.trained = {}
        self.directions = [""] if merge is None else ["", "_reverse"]
        for direction in self.directions:
            for name, own in [("weight_ih", "weight_ih_l0"), ("weight_hh", "weight_hh_l0"),
                              ("bias", "bias_ih_l0")]:
                self.trained[name + direction] = getattr(self.inner, own + direction)
            if projected:
                self.trained["weight_hr"] = self.inner.weight_hr_l0
            if kind == "gru":
                self.trained["bias_hn" + direction] = torch.zeros(units, dtype=torch.float64)
        for tensor in self.trained.values():
            tensor.requires_grad_(True)

    def forward(self, x):
        biases = {}
        for direction in self.directions:
            bias = torch.zeros_like(self.inner.bias_hh_l0)
            own = self.trained.get("bias_hn" + direction)
            if own is not None:
                bias = torch.cat([bias[:-len(own)], own])
            biases["bias_hh_l0" + direction] = bias
        y, _ = torch.func.functional_call(self.inner, biases, (x,))
        if self.merge is None:
            return y if self.sequence else y[:, -1]
        there, back = y[..., :self.units], y[..., self.units:]
        if not self.sequence:
            there, back = there[:, -1], back[:, 0]
        if self.merge == "concat":
            return torch.cat([there, back], -1)
        return there + back if self.merge == "sum" else (there + back) / 2

    def named(self):
        return self.trained


class NormalizedLSTM(torch.nn.Module):
    """Equations 20 to 22 of Ba, Kiros and Hinton 2016, the shifts of both sums merged with the bias."""

    def __init__(self, inputs, units, words):
        super().__init__()
        projected = [int(word.removeprefix("projection=")) for word in words if "projection=" in word]
        self.units, self.sequence = units, "sequence" in words
        self.outputs = projected[0] if projected else units
        shapes = {"weight_ih": (4 * units, inputs), "weight_hh": (4 * units, self.outputs),
                  "bias": (4 * units,)}
        if projected:
            shapes["weight_hr"] = (self.outputs, units)
        shapes |= {"norm_ih": (4 * units,), "norm_hh": (4 * units,), "norm_c": (units,),
                   "bias_c": (units,)}
        self.tensors = torch.nn.ParameterDict(
            {name: torch.zeros(shape, dtype=torch.float64) for name, shape in shapes.items()})

    def forward(self, x):
        p = self.tensors
        h = x.new_zeros(len(x), self.outputs)
        c = x.new_zeros(len(x), self.units)
        norm = torch.nn.functional.layer_norm
        states = []
        for step in x.unbind(1):
            sums = (norm(step @ p["weight_ih"].T, (4 * self.units,), p["norm_ih"], eps=1e-3)
                    + norm(h @ p["weight_hh"].T, (4 * self.units,), p["norm_hh"], eps=1e-3) + p["bias"])
            i, f, g, o = sums.chunk(4, -1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(norm(c, (self.units,), p["norm_c"], p["bias_c"], eps=1e-3))
            if "weight_hr" in p:
                h = h @ p["weight_hr"].T
            states.append(h)
        return torch.stack(states, 1) if self.sequence else h

    def named(self):
        return dict(self.tensors.items())


class Connected(torch.nn.Module):
    def __init__(self, inputs, units, activation):
        super().__init__()
        self.linear = torch.nn.Linear(inputs, units).double()
        self.activation = ACTIVATIONS[activation]
        self.outputs = units

    def forward(self, x):
        return self.activation(self.linear(x))

    def named(self):
        return {"weight": self.linear.weight, "bias": self.linear.bias}


class Normalized(torch.nn.Module):
    def __init__(self, inputs, epsilon):
        super().__init__()
        self.norm = torch.nn.LayerNorm(inputs, eps=epsilon).double()
        self.outputs = inputs

    def forward(self, x):
        return self.norm(x)

    def named(self):
        return {"weight": self.norm.weight, "bias": self.norm.bias}


class Pooled(torch.nn.Module):
    def __init__(self, inputs, kind):
        super().__init__()
        self.kind, self.outputs = kind, inputs

    def forward(self, x):
        if self.kind == "last":
            return x[:, -1]
        return x.mean(1) if self.kind == "mean" else x.max(1).values

    def named(self):
        return {}


class Added(torch.nn.Module):
    def __init__(self, inputs, specification):
        super().__init__()
        self.chain = torch.nn.ModuleList(layers_of(specification, inputs))
        self.outputs = inputs

    def forward(self, x):
        y = x
        for layer in self.chain:
            y = layer(y)
        return x + y

    def named(self):
        return names_of(self.chain)


def parts_of(text, separator):
    """The text between separators that stand in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def layers_of(specification, inputs):
    layers = []
    for part in parts_of(specification, ","):
        word, *words = parts_of(part, ":")
        name = word.partition("(")[0]
        inner = word[len(name) + 1:-1]
        if name == "dense":
            layer = Connected(inputs, int(words[0]), words[1] if len(words) > 1 else "linear")
        elif name == "layernorm":
            layer = Normalized(inputs, float(words[0]) if words else 1e-3)
        elif name in ("last", "mean", "max"):
            layer = Pooled(inputs, name)
        elif name == "residual":
            layer = Added(inputs, inner)
        elif name == "bidirectional":
            kind, units, *rest = inner.split(":")
            layer = Recurrent(kind, inputs, int(units), rest, words[0] if words else "concat")
        elif "layernorm" in words:
            layer = NormalizedLSTM(inputs, int(words[0]), words[1:])
        else:
            layer = Recurrent(name, inputs, int(words[0]), words[1:])
        layers.append(layer)
        inputs = layer.outputs
    return layers


def names_of(layers):
    return {f"{i}.{name}": tensor for i, layer in enumerate(layers)
            for name, tensor in layer.named().items()}


def build(specification, inputs):
    layers = layers_of(specification, inputs)
    return (torch.nn.Sequential(*layers),
            {f"layers.{name}": tensor for name, tensor in names_of(layers).items()})


def single(tensor):
    return tensor.detach().numpy().astype(numpy.float32)


def make(name, specification, inputs, targets, length, horizon, count, loss, rate, clip, size):
    generator = numpy.random.default_rng(sum(name.encode()))
    model, named = build(specification, inputs)
    initial = {key: torch.tensor(generator.uniform(-size, size, tensor.shape)
                                 .astype(numpy.float32).astype(numpy.float64))
               for key, tensor in named.items()}
    columns = inputs + (targets or 0)
    rows = count + length + horizon - 1
    series = generator.uniform(-0.9, 0.9, (rows, columns)).astype(numpy.float32)
    x = torch.tensor(numpy.stack([series[s:s + length, :inputs] for s in range(count)])).double()
    wanted = series[length + horizon - 1:, (inputs if targets else 0):]
    y = torch.tensor(wanted).double()
    criterion = torch.nn.MSELoss() if loss == "mse" else torch.nn.L1Loss()

    def restart():
        with torch.no_grad():
            for key, tensor in named.items():
                tensor.copy_(initial[key])

    def train(limit):
        restart()
        adam = torch.optim.Adam(named.values(), lr=rate, betas=(0.9, 0.999), eps=1e-7)
        losses = []
        for _ in range(STEPS):
            adam.zero_grad()
            value = criterion(model(x), y)
            value.backward()
            if limit:
                norm = torch.sqrt(sum((t.grad ** 2).sum() for t in named.values())).item()
                for tensor in named.values():
                    tensor.grad *= limit / max(norm, limit)
            adam.step()
            losses.append(value.item())
        return numpy.array(losses), {key: single(tensor) for key, tensor in named.items()}

    restart()
    outputs = model(x)
    criterion(outputs, y).backward()
    gradients = {key: single(tensor.grad) for key, tensor in named.items()}
    norm = numpy.sqrt(sum((t.grad ** 2).sum().item() for t in named.values()))
    assert norm > clip, f"{name}: the clip norm {clip} would not clip {norm}"
    losses, trained = train(None)
    clipped_losses, clipped = train(clip)

    tensors = {"series": series, "outputs": outputs.detach().numpy(), "losses": losses,
               "clippedLosses": clipped_losses, "gradientNorm": numpy.array([norm])}
    for prefix, values in [("weights", {k: single(v) for k, v in initial.items()}),
                           ("gradients", gradients), ("trained", trained), ("clipped", clipped)]:
        tensors |= {f"{prefix}.{key}": numpy.ascontiguousarray(v) for key, v in values.items()}
    settings = {"specification": specification, "inputs": str(inputs),
                "targets": str(targets or 0), "window": str(length), "horizon": str(horizon),
                "loss": loss, "learningRate": repr(rate), "clipNorm": repr(clip)}
    path = pathlib.Path(__file__).parent / f"{name}.safetensors"
    save_file(tensors, path, metadata=settings)
    print(f"{path.name}: {path.stat().st_size} bytes, gradient norm {norm:.4g}, losses "
          f"{losses[0]:.5f} to {losses[-1]:.5f}, clipped to {clipped_losses[-1]:.5f}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in CASES:
        make(*case)
