"""Trains PyTorch from the weights, on the windows and for the steps of a `skein train --task generate`.

Needs Python 3.11, torch, numpy, safetensors.

    skein train --task generate --data book.txt --epochs 0 --output initial
    skein train --task generate --data book.txt --keep-last --output trained
    python compare-text-generation.py initial trained book.txt SEED

Prints the bits per character on the test part: Skein's from trained/run.json, and PyTorch's, whose order of
windows is another one. The model is an embedding, one LSTM and a dense layer.
"""

import json
import math
import sys
import time
import torch
from safetensors.numpy import load_file


def main():
    initial, trained, book, seed = sys.argv[1:5]
    record = json.load(open(f"{trained}/run.json"))
    settings = record["settings"]
    weights = load_file(f"{initial}/model.safetensors")
    tokens = open(f"{trained}/vocabulary.txt").read().split("\n")[:-1]
    known = {}
    for number, token in enumerate(tokens[2:], 2):
        if token.startswith("\\u{"):
            token = chr(int(token[3:-1], 16))
        known["\\" if token == "\\\\" else token] = number
    text = open(book, newline="").read()
    fitted = int(len(text) * (1 - settings["testSplit"]))
    cut = int(fitted * (1 - settings["validationSplit"]))
    steps = settings["window"]

    def windows(part):
        ids = torch.tensor([known.get(c, 1) for c in part])
        count = (len(ids) - 1) // steps
        return ids[:count * steps].view(count, steps), ids[1:count * steps + 1].view(count, steps)

    x, y = windows(text[:cut])
    test_x, test_y = windows(text[fitted:])
    embedding = torch.nn.Embedding(*weights["layers.0.weight"].shape)
    units = weights["layers.1.weight_hh"].shape[1]
    lstm = torch.nn.LSTM(embedding.embedding_dim, units, batch_first=True)
    dense = torch.nn.Linear(units, len(tokens))
    named = {"layers.0.weight": embedding.weight, "layers.1.weight_ih": lstm.weight_ih_l0,
             "layers.1.weight_hh": lstm.weight_hh_l0, "layers.1.bias": lstm.bias_ih_l0,
             "layers.2.weight": dense.weight, "layers.2.bias": dense.bias}
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
        for name, tensor in named.items():
            tensor.copy_(torch.tensor(weights[name]))
    adam = torch.optim.Adam(named.values(), lr=settings["learningRate"], eps=1e-7)
    torch.manual_seed(int(seed))

    def loss(x, y):
        scores = dense(lstm(embedding(x))[0])
        return torch.nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())

    began = time.time()
    for _ in range(settings["epochs"]):
        for batch in torch.randperm(len(x)).split(settings["batchSize"]):
            adam.zero_grad()
            loss(x[batch], y[batch]).backward()
            adam.step()
    seconds = time.time() - began
    with torch.no_grad():
        bits = loss(test_x, test_y).item() / math.log(2)
    print(f"Skein {record['results']['language']['bitsPerCharacter']:.4f} bits in "
          f"{record['results']['seconds']:.1f} s, PyTorch {bits:.4f} bits in {seconds:.1f} s")


main()
