"""Makes lengths.safetensors beside it: what PyTorch computes for rows of different lengths.

Needs Python 3.11, torch, numpy, safetensors.   python make-golden.py

Packed sequences in double precision: the class of each row from an LSTM's last state, and a class at each
step, whose mean loss is over the steps that rows have. Per model the weights before and after five Adam
steps of the whole batch, and the five losses.
"""

import pathlib
import numpy
import torch
from safetensors.numpy import save_file
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUTS, UNITS, CLASSES, STEPS = 2, 5, 3, 6
LENGTHS = [3, 6, 1, 4, 6, 2, 5]
RATE, TRAINED = 0.01, 5


def main():
    generator = numpy.random.default_rng(7)
    x = generator.uniform(-1, 1, (len(LENGTHS), STEPS, INPUTS)).astype(numpy.float32)
    labels = generator.integers(0, CLASSES, len(LENGTHS))
    step_labels = generator.integers(0, CLASSES, (len(LENGTHS), STEPS))
    tensors = {"x": x, "lengths": numpy.array(LENGTHS, numpy.float32),
               "labels": labels.astype(numpy.float32),
               "stepLabels": step_labels.astype(numpy.float32)}
    mask = torch.arange(STEPS)[None] < torch.tensor(LENGTHS)[:, None]
    for name in ["class", "steps"]:
        lstm = torch.nn.LSTM(INPUTS, UNITS, batch_first=True).double()
        dense = torch.nn.Linear(UNITS, CLASSES).double()
        named = {"layers.0.weight_ih": lstm.weight_ih_l0, "layers.0.weight_hh": lstm.weight_hh_l0,
                 "layers.0.bias": lstm.bias_ih_l0, "layers.1.weight": dense.weight,
                 "layers.1.bias": dense.bias}
        with torch.no_grad():
            lstm.bias_hh_l0.zero_()
            for tensor in named.values():
                tensor.copy_(torch.tensor(
                    generator.uniform(-0.5, 0.5, tensor.shape).astype(numpy.float32)))
        for key, tensor in named.items():
            tensors[f"{name}.weights.{key}"] = tensor.detach().numpy().astype(numpy.float32)
        adam = torch.optim.Adam(named.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-7)
        losses = []
        for _ in range(TRAINED):
            adam.zero_grad()
            packed = pack_padded_sequence(
                torch.tensor(x).double(), LENGTHS, batch_first=True, enforce_sorted=False)
            outputs, (state, _) = lstm(packed)
            if name == "class":
                loss = torch.nn.functional.cross_entropy(dense(state[0]), torch.tensor(labels))
            else:
                y, _ = pad_packed_sequence(outputs, batch_first=True, total_length=STEPS)
                loss = torch.nn.functional.cross_entropy(
                    dense(y)[mask], torch.tensor(step_labels)[mask])
            loss.backward()
            adam.step()
            losses.append(loss.item())
        tensors[f"{name}.losses"] = numpy.array(losses)
        for key, tensor in named.items():
            tensors[f"{name}.trained.{key}"] = tensor.detach().numpy().astype(numpy.float32)
        print(name, losses)
    save_file({key: numpy.ascontiguousarray(value) for key, value in tensors.items()},
              pathlib.Path(__file__).parent / "lengths.safetensors")


main()
