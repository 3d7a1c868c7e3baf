"""Makes the .safetensors files beside it: what PyTorch computes for embeddings with sparse gradients.

Needs Python 3.11, torch 2.15.0, numpy 2.4.6, safetensors 0.8.0.   python make-golden.py

Each file holds the tokens and targets of some samples, weights that are exact in single precision, and what
PyTorch gives in double precision: outputs, the losses of twelve steps (three epochs of four batches in
order, of which each reads other tokens), and the weights after them: with SGD, with SparseAdam for the
embedding and Adam for the rest, and with SGD of a gradient whose global norm is clipped as Keras does it,
scale = clip / max(norm, clip). The embedding's gradient is sparse, `Embedding(sparse=True)`.
SparseAdam adds ε to the uncorrected root, so ε is too small to tell.
"""

import pathlib
import numpy
import torch
from safetensors.numpy import save_file

# name, vocabulary, size, padding, units, T, samples, targets
CASES = [
    ("plain", 40, 5, None, 7, 6, 24, 1),
    ("padding", 23, 17, 0, 4, 9, 20, 2),
]
EPOCHS, BATCHES, RATE, CLIP = 3, 4, 0.02, 0.02


class Model(torch.nn.Module):
    def __init__(self, vocabulary, size, padding, units, targets):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, size, padding_idx=padding, sparse=True)
        self.lstm = torch.nn.LSTM(size, units, batch_first=True)
        self.lstm.bias_hh_l0.requires_grad_(False)
        self.dense = torch.nn.Linear(units, targets)
        self.double()

    def forward(self, tokens):
        return self.dense(self.lstm(self.embedding(tokens))[0][:, -1])

    def named(self):
        return {"layers.0.weight": self.embedding.weight,
                "layers.1.weight_ih": self.lstm.weight_ih_l0,
                "layers.1.weight_hh": self.lstm.weight_hh_l0, "layers.1.bias": self.lstm.bias_ih_l0,
                "layers.2.weight": self.dense.weight, "layers.2.bias": self.dense.bias}


def single(tensor):
    return tensor.detach().numpy().astype(numpy.float32)


def make(name, vocabulary, size, padding, units, length, samples, targets):
    generator = numpy.random.default_rng(sum(name.encode()))
    model = Model(vocabulary, size, padding, units, targets)
    named = model.named()
    initial = {key: torch.tensor(generator.uniform(-0.5, 0.5, tensor.shape)
                                 .astype(numpy.float32).astype(numpy.float64))
               for key, tensor in named.items()}
    if padding is not None:
        initial["layers.0.weight"][padding] = 0
    # Few tokens often and many seldom; the last five never.
    tokens = (generator.uniform(0, 1, (samples, length)) ** 2 * (vocabulary - 5)).astype(int)
    y = generator.uniform(-0.9, 0.9, (samples, targets)).astype(numpy.float32)
    x, wanted = torch.tensor(tokens), torch.tensor(y).double()
    criterion = torch.nn.MSELoss()

    def restart():
        with torch.no_grad():
            for key, tensor in named.items():
                tensor.copy_(initial[key])
                if key == "layers.1.bias":
                    model.lstm.bias_hh_l0.zero_()

    def train(optimizers, limit=None):
        restart()
        losses = []
        per = samples // BATCHES
        for _ in range(EPOCHS):
            sum_of_losses = 0
            for batch in range(BATCHES):
                part = slice(batch * per, (batch + 1) * per)
                model.zero_grad()
                value = criterion(model(x[part]), wanted[part])
                value.backward()
                if limit:
                    sparse = model.embedding.weight.grad.coalesce()
                    squares = (sparse.values() ** 2).sum()
                    dense = [t.grad for k, t in named.items() if k != "layers.0.weight"]
                    norm = torch.sqrt(squares + sum((g ** 2).sum() for g in dense)).item()
                    scale = limit / max(norm, limit)
                    model.embedding.weight.grad = sparse * scale
                    for gradient in dense:
                        gradient *= scale
                for optimizer in optimizers:
                    optimizer.step()
                sum_of_losses += value.item()
            losses.append(sum_of_losses / BATCHES)
        return numpy.array(losses), {key: single(tensor) for key, tensor in named.items()}

    restart()
    outputs = model(x).detach().numpy()
    rest = [t for k, t in named.items() if k != "layers.0.weight"]
    runs = {
        "sgd": train([torch.optim.SGD(named.values(), lr=RATE)]),
        "clipped": train([torch.optim.SGD(named.values(), lr=RATE)], CLIP),
        "adam": train([torch.optim.SparseAdam([model.embedding.weight], lr=RATE, eps=1e-12),
                       torch.optim.Adam(rest, lr=RATE, eps=1e-12)]),
    }
    tensors = {"tokens": tokens.astype(numpy.float32), "targets": y, "outputs": outputs}
    sets = {"weights": {key: single(tensor) for key, tensor in initial.items()}}
    for run, (losses, weights) in runs.items():
        tensors[f"{run}.losses"] = losses
        sets[run] = weights
    for prefix, values in sets.items():
        tensors |= {f"{prefix}.{key}": numpy.ascontiguousarray(v) for key, v in values.items()}
    layer = f"embedding:{vocabulary}:{size}" + ("" if padding is None else f":padding={padding}")
    settings = {"specification": f"{layer},lstm:{units},dense:{targets}", "epochs": str(EPOCHS),
                "batchSize": str(samples // BATCHES), "learningRate": repr(RATE),
                "clipNorm": repr(CLIP)}
    path = pathlib.Path(__file__).parent / f"{name}.safetensors"
    save_file(tensors, path, metadata=settings)
    print(f"{path.name}: {path.stat().st_size} bytes, losses "
          + ", ".join(f"{run} {losses[0]:.5f} to {losses[-1]:.5f}"
                      for run, (losses, _) in runs.items()))


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in CASES:
        make(*case)
